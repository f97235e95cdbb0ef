package knowledge

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:generate go test -run TestTheSnapshotIsNotStale -update

//go:embed lists
var lists embed.FS

//go:embed lists.snapshot
var snapshot string

// Lists returns the files of the lists that the program carries.
func Lists() fs.FS {
	below, err := fs.Sub(lists, "lists")
	if err != nil {
		panic(err) // only for a path that is not valid
	}
	return below
}

// Embedded returns the lists that the program carries. It takes them from the snapshot when that was made from
// exactly these files, which is some ten times faster, and else parses the files.
func Embedded() (*Library, error) {
	files, err := readAll(Lists())
	if err != nil {
		return nil, fmt.Errorf("embedded lists: %w", err)
	}
	if lib, err := unpackLibrary(snapshot, hashOf(files)); err == nil {
		return lib, nil
	}
	return parse(files)
}
