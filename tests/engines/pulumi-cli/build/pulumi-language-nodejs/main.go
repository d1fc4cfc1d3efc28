// Command pulumi-language-nodejs is our own stand-in for Pulumi's Node.js language host.
// It speaks the public LanguageRuntime gRPC contract and starts the entry points that the npm
// package @pulumi/pulumi ships (cmd/run for programs, cmd/run-plugin for plugins and policy packs).
//
// Left out on purpose: dependency installation through anything but npm, code generation,
// `pulumi convert`, pack/link, debugger attachment, bun/deno, and the synchronous invoke pipes.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

const (
	hostVersion = "0.0.1"
	// cmd/run exits with this when it has already shown the user a proper message.
	exitAlreadyReported = 32
)

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	engine string
}

func main() {
	engine := ""
	if n := len(os.Args); n > 1 && !strings.HasPrefix(os.Args[n-1], "-") {
		engine = os.Args[n-1]
	}
	cancel := make(chan bool)
	if engine != "" {
		ctx, stop := context.WithCancel(context.Background())
		if err := rpcutil.Healthcheck(ctx, engine, 5*time.Second, stop); err == nil {
			go func() { <-ctx.Done(); close(cancel) }()
		}
	}
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel:  cancel,
		Options: rpcutil.OpenTracingServerInterceptorOptions(nil),
		Init: func(s *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(s, &host{engine: engine})
			return nil
		},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "fatal:", err)
		os.Exit(1)
	}
	fmt.Println(handle.Port) // the engine reads the port from the first line of stdout
	if err := <-handle.Done; err != nil {
		fmt.Fprintln(os.Stderr, "fatal:", err)
		os.Exit(1)
	}
}

func (h *host) Handshake(_ context.Context, r *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.engine = r.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: hostVersion}, nil
}

func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}

func (h *host) RuntimeOptionsPrompts(context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

func (h *host) Template(context.Context, *pulumirpc.TemplateRequest) (*pulumirpc.TemplateResponse, error) {
	return &pulumirpc.TemplateResponse{}, nil
}

func (h *host) About(ctx context.Context, _ *pulumirpc.AboutRequest) (*pulumirpc.AboutResponse, error) {
	node, err := exec.LookPath("node")
	if err != nil {
		return nil, err
	}
	out, err := exec.CommandContext(ctx, node, "--version").Output()
	if err != nil {
		return nil, err
	}
	return &pulumirpc.AboutResponse{Executable: node, Version: strings.TrimSpace(string(out)),
		Metadata: map[string]string{"host": "stand-in " + hostVersion}}, nil
}

func (h *host) InstallDependencies(r *pulumirpc.InstallDependenciesRequest,
	s grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse]) error {
	cmd := exec.CommandContext(s.Context(), "npm", "install", "--loglevel=error")
	cmd.Dir = r.GetInfo().GetProgramDirectory()
	if cmd.Dir == "" {
		cmd.Dir = r.GetDirectory() //nolint:staticcheck // older engines
	}
	out, err := cmd.CombinedOutput()
	if e := s.Send(&pulumirpc.InstallDependenciesResponse{Stdout: out}); e != nil {
		return e
	}
	return err
}

// --- packages and dependencies ---------------------------------------------------------------

type packageJSON struct {
	Name         string            `json:"name"`
	Version      string            `json:"version"`
	Main         string            `json:"main"`
	Dependencies map[string]string `json:"dependencies"`
	Pulumi       *struct {
		Resource         bool              `json:"resource"`
		Name             string            `json:"name"`
		Version          string            `json:"version"`
		Server           string            `json:"server"`
		Parameterization *parameterization `json:"parameterization"`
	} `json:"pulumi"`
}

type parameterization struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Value   []byte `json:"value"`
}

func readPackage(dir string) (*packageJSON, error) {
	b, err := os.ReadFile(filepath.Join(dir, "package.json"))
	if err != nil {
		return nil, err
	}
	p := &packageJSON{}
	if err := json.Unmarshal(b, p); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return p, nil
}

// installed walks every node_modules folder that Node would search from dir, nested ones too.
func installed(dir string, visit func(dir string, p *packageJSON)) {
	var walk func(nm string)
	pkg := func(d string) {
		if p, err := readPackage(d); err == nil && p.Name != "" {
			visit(d, p)
		}
		walk(filepath.Join(d, "node_modules"))
	}
	walk = func(nm string) {
		entries, err := os.ReadDir(nm)
		if err != nil {
			return
		}
		for _, e := range entries {
			path := filepath.Join(nm, e.Name())
			switch {
			case strings.HasPrefix(e.Name(), "."):
			case strings.HasPrefix(e.Name(), "@"):
				scoped, _ := os.ReadDir(path)
				for _, s := range scoped {
					pkg(filepath.Join(path, s.Name()))
				}
			default:
				pkg(path)
			}
		}
	}
	for d := dir; ; d = filepath.Dir(d) {
		walk(filepath.Join(d, "node_modules"))
		if d == filepath.Dir(d) {
			return
		}
	}
}

func (h *host) GetRequiredPackages(_ context.Context, r *pulumirpc.GetRequiredPackagesRequest,
) (*pulumirpc.GetRequiredPackagesResponse, error) {
	resp := &pulumirpc.GetRequiredPackagesResponse{}
	seen := map[string]bool{}
	installed(r.GetInfo().GetProgramDirectory(), func(_ string, p *packageJSON) {
		if p.Pulumi == nil || !p.Pulumi.Resource {
			return
		}
		d := &pulumirpc.PackageDependency{Kind: "resource", Name: p.Pulumi.Name,
			Version: p.Pulumi.Version, Server: p.Pulumi.Server}
		if d.Name == "" {
			d.Name = strings.TrimPrefix(p.Name, "@pulumi/")
		}
		if d.Version == "" {
			d.Version = p.Version
		}
		if !strings.HasPrefix(d.Version, "v") {
			d.Version = "v" + d.Version
		}
		if q := p.Pulumi.Parameterization; q != nil {
			d.Parameterization = &pulumirpc.PackageParameterization{
				Name: q.Name, Version: q.Version, Value: q.Value}
		}
		if key := d.Name + "@" + d.Version; !seen[key] {
			seen[key] = true
			resp.Packages = append(resp.Packages, d)
		}
	})
	return resp, nil
}

func (h *host) GetProgramDependencies(_ context.Context, r *pulumirpc.GetProgramDependenciesRequest,
) (*pulumirpc.GetProgramDependenciesResponse, error) {
	dir := r.GetInfo().GetProgramDirectory()
	root, err := readPackage(dir)
	if err != nil {
		return nil, err
	}
	resp := &pulumirpc.GetProgramDependenciesResponse{}
	installed(dir, func(_ string, p *packageJSON) {
		if _, direct := root.Dependencies[p.Name]; direct || r.GetTransitiveDependencies() {
			resp.Dependencies = append(resp.Dependencies,
				&pulumirpc.DependencyInfo{Name: p.Name, Version: p.Version})
		}
	})
	sort.Slice(resp.Dependencies, func(i, j int) bool { return resp.Dependencies[i].Name < resp.Dependencies[j].Name })
	return resp, nil
}

// --- running ---------------------------------------------------------------------------------

// entry finds one of @pulumi/pulumi's entry points as Node itself would from dir.
func entry(dir, name string) (string, error) {
	for d := dir; ; d = filepath.Dir(d) {
		p := filepath.Join(d, "node_modules", "@pulumi", "pulumi", "cmd", name)
		if _, err := os.Stat(p); err == nil {
			return p, nil
		}
		if d == filepath.Dir(d) {
			return "", fmt.Errorf("the Pulumi SDK is not installed in %s: run npm install (no @pulumi/pulumi/cmd/%s)", dir, name)
		}
	}
}

// options reads the runtime options of Pulumi.yaml or PulumiPolicy.yaml.
func options(o *structpb.Struct) (nodeArgs, env []string) {
	ts := "true"
	m := o.AsMap()
	if v, ok := m["typescript"].(bool); ok && !v {
		ts = "false"
	}
	env = append(env, "PULUMI_NODEJS_TYPESCRIPT="+ts)
	if v, ok := m["nodeargs"].(string); ok {
		nodeArgs = strings.Fields(v)
	}
	return nodeArgs, env
}

func (h *host) Run(ctx context.Context, r *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	run, err := entry(r.GetInfo().GetProgramDirectory(), "run")
	if err != nil {
		return nil, err
	}
	config, err := json.Marshal(r.GetConfig())
	if err != nil {
		return nil, err
	}
	secret, err := json.Marshal(r.GetConfigSecretKeys())
	if err != nil {
		return nil, err
	}
	nodeArgs, env := options(r.GetInfo().GetOptions())
	args := append(nodeArgs, run)
	for _, f := range [][2]string{
		{"monitor", r.GetMonitorAddress()}, {"engine", h.engine}, {"organization", r.GetOrganization()},
		{"project", r.GetProject()}, {"stack", r.GetStack()}, {"pwd", r.GetPwd()},
		{"root-directory", r.GetInfo().GetRootDirectory()},
	} {
		if f[1] != "" {
			args = append(args, "--"+f[0], f[1])
		}
	}
	if r.GetDryRun() {
		args = append(args, "--dry-run")
	}
	args = append(args, "--parallel", fmt.Sprint(r.GetParallel()))
	args = append(args, r.GetInfo().GetEntryPoint())
	args = append(args, r.GetArgs()...)

	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), append(env,
		"PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secret))...)
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == exitAlreadyReported:
		return &pulumirpc.RunResponse{Bail: true}, nil
	case errors.As(err, &exit):
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("node ended with exit code %d", exit.ExitCode())}, nil
	default:
		return &pulumirpc.RunResponse{Error: "could not run node: " + err.Error()}, nil
	}
}

type sink struct {
	mu   *sync.Mutex
	send func([]byte) error
}

func (s sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(p), s.send(append([]byte(nil), p...))
}

var _ io.Writer = sink{}

func (h *host) RunPlugin(r *pulumirpc.RunPluginRequest,
	s grpc.ServerStreamingServer[pulumirpc.RunPluginResponse]) error {
	dir := r.GetInfo().GetProgramDirectory()
	run, err := entry(dir, "run-plugin")
	if err != nil {
		return status.Error(codes.NotFound, err.Error())
	}
	nodeArgs, env := options(r.GetInfo().GetOptions())
	args := append(nodeArgs, run, "--pwd", dir, filepath.Join(dir, r.GetInfo().GetEntryPoint()))
	args = append(args, r.GetArgs()...)
	mu := &sync.Mutex{}
	cmd := exec.CommandContext(s.Context(), "node", args...)
	cmd.Dir = r.GetPwd()
	cmd.Env = append(r.GetEnv(), env...)
	cmd.Stdout = sink{mu, func(b []byte) error {
		return s.Send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stdout{Stdout: b}})
	}}
	cmd.Stderr = sink{mu, func(b []byte) error {
		return s.Send(&pulumirpc.RunPluginResponse{Output: &pulumirpc.RunPluginResponse_Stderr{Stderr: b}})
	}}
	code := 0
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			return err
		}
		code = exit.ExitCode()
	}
	return s.Send(&pulumirpc.RunPluginResponse{
		Output: &pulumirpc.RunPluginResponse_Exitcode{Exitcode: int32(code)}}) //nolint:gosec
}
