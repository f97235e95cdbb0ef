package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dandang/reader"
)

// lookModel asks the model to read one sentence.
func lookModel(ctx context.Context, p *program) finding {
	f := finding{what: "语言模型", state: "没有设置，只用离线阅读器；结论本来就由程序按清单得出"}
	set := p.settings.Model
	if !set.On() {
		return f
	}
	b, _, err := p.bench(p.settings.County, "")
	if err != nil {
		f.bad, f.state = true, err.Error()
		return f
	}
	m, err := reader.OpenModel(set.ModelOptions)
	if err != nil {
		f.bad, f.state, f.todo = true, "设置有误", "检查 OPENAI_ 开头的几项。"
		return f
	}
	defer m.Close()
	f.state = fmt.Sprintf("%s（主机 %s）", m.Name(), m.Host())
	began := time.Now()
	n, err := m.Probe(ctx, b, "重点项目手续没办全，局党组开会集体研究过，想先让企业进场，能备案吗？")
	if err != nil {
		f.bad, f.todo = true, modelHelp(err)
		return f
	}
	f.state += fmt.Sprintf("，用 %s 取结果，读一句话 %.1f 秒，用 %d 个词元，读出 %d 条事实", m.Rung(), time.Since(began).Seconds(), m.Use().Tokens, n)
	if err := m.ProbeEmbedding(ctx); err != nil {
		f.todo = "向量模型 " + set.Embedding + " 用不了，不影响别的：" + modelHelp(err)
	}
	return f
}

// modelHelp says what to do about a fault of the model.
func modelHelp(err error) string {
	switch {
	case errors.Is(err, reader.ErrModelRefused):
		return "服务器不接受：检查 OPENAI_API_KEY、OPENAI_MODEL 和 OPENAI_BASE_URL；地址会转到别处的不跟过去。不改也能用，只是没有模型帮忙。"
	case errors.Is(err, reader.ErrModelAnswer):
		return "回答用不了：按服务器的情况把 OPENAI_JSON 设成 json、tool 或 text；会思考的模型用 OPENAI_EXTRA 关掉思考，或调大 OPENAI_MAX_TOKENS。"
	}
	return "连不上或太慢：检查网络和 OPENAI_BASE_URL，或调大 OPENAI_TIMEOUT_SECONDS。不改也能用，只是没有模型帮忙。"
}
