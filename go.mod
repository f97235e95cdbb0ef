module dandang

go 1.26
