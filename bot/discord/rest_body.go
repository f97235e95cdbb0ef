package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/textproto"
	"strings"
)

// encodeBody writes what a request carries: JSON, or JSON with files beside it.
func encodeBody(in any, files []File) (body []byte, kind string, err error) {
	if in == nil {
		return nil, "", nil
	}
	if body, err = json.Marshal(in); err != nil {
		return nil, "", fmt.Errorf("write request: %w", err)
	}
	if len(files) == 0 {
		return body, "application/json", nil
	}
	var w bytes.Buffer
	parts := multipart.NewWriter(&w)
	put := func(head textproto.MIMEHeader, data []byte) {
		if p, bad := parts.CreatePart(head); bad == nil {
			_, _ = p.Write(data) // into memory
		}
	}
	put(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="payload_json"`}, "Content-Type": {"application/json"}}, body)
	quote := strings.NewReplacer(`\`, "_", `"`, "_", "\n", "_", "\r", "_")
	for i, f := range files {
		put(textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="files[%d]"; filename="%s"`, i, quote.Replace(f.Name))}, "Content-Type": {"application/octet-stream"}}, f.Data)
	}
	if err := parts.Close(); err != nil {
		return nil, "", fmt.Errorf("write request: %w", err)
	}
	return w.Bytes(), parts.FormDataContentType(), nil
}
