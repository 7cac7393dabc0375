using System.Diagnostics;

namespace TracedLlm.Bench.Build.Compiler;

/// <summary>
/// A compiler server for this run: one process, as in builds, that stays warm and keeps analyzers loaded. The growth of its
/// processor time is the cost of a compilation.
/// </summary>
internal sealed class CompilerServer : IDisposable
{
    private readonly string _compilers;
    private readonly string _pipe = $"bench-{Guid.NewGuid():N}";
    private readonly Process _server;

    /// <summary>Starts a compiler server.</summary>
    /// <param name="compilers">The folder of the SDK's compilers.</param>
    public CompilerServer(string compilers)
    {
        _compilers = compilers;
        _server = Start("VBCSCompiler.dll", [$"-pipename:{_pipe}"]);
    }

    /// <summary>Compiles and returns the time.</summary>
    /// <param name="folder">The folder of the project.</param>
    /// <param name="responseFile">The compiler's arguments.</param>
    public CompileTime Compile(string folder, string responseFile)
    {
        var (processor, start) = (ProcessorTime(), Stopwatch.GetTimestamp());
        using var client = Start("csc.dll", ["/noconfig", $"/shared:{_pipe}", $"@{responseFile}"], folder);
        var output = client.StandardOutput.ReadToEnd();
        client.WaitForExit();
        var elapsed = Stopwatch.GetElapsedTime(start);
        return client.ExitCode == 0
            ? new CompileTime(ProcessorTime() - processor, elapsed, output)
            : throw new InvalidOperationException($"The gateway does not compile:\n{output}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.Dispose();
    }

    private TimeSpan ProcessorTime()
    {
        _server.Refresh();
        return _server.HasExited ? throw new InvalidOperationException("The compiler server has ended.") : _server.TotalProcessorTime;
    }

    private Process Start(string program, IEnumerable<string> arguments, string? folder = null) => Process.Start(
        new ProcessStartInfo("dotnet", ["exec", Path.Combine(_compilers, program), .. arguments])
        {
            WorkingDirectory = folder ?? "",
            RedirectStandardOutput = true,
            UseShellExecute = false,

            // With dynamic PGO the runtime instruments code, which makes the first twenty compilations slower.
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        })!;
}
