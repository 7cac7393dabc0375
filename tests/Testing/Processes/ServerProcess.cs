using System.Diagnostics;
using System.Globalization;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Testing.Processes;

/// <summary>A built server as a separate process, on a free port of 127.0.0.1.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly ArrivalLog<string> _lines = new();

    private ServerProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        Client = new HttpClient();
    }

    /// <summary>A client of the server.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="program">The assembly, run by <c>dotnet</c>, or a program that runs by itself.</param>
    /// <param name="environment">Environment variables, besides those of the test.</param>
    /// <exception cref="TimeoutException">The server does not listen; with its output.</exception>
    public static Task<ServerProcess> StartAsync(string program, params (string Name, string Value)[] environment) =>
        StartAsync(program, [], environment);

    /// <summary>Starts it with arguments and waits until it listens.</summary>
    /// <param name="program">The assembly, run by <c>dotnet</c>, or a program that runs by itself.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Environment variables, besides those of the test.</param>
    /// <exception cref="TimeoutException">The server does not listen; with its output.</exception>
    public static async Task<ServerProcess> StartAsync(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var isAssembly = Path.GetExtension(program) == ".dll";
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : program, isAssembly ? [program, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(new Process { StartInfo = start });
        try
        {
            server._process.Start();
            server._process.BeginOutputReadLine();
            server._process.BeginErrorReadLine();
            var output = await server.WaitForOutputAsync(Listening);
            server.Client.BaseAddress = new Uri(output[(output.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('\n')[0].Trim());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The output so far, including errors.</summary>
    public string Output => string.Join('\n', _lines.Snapshot());

    /// <summary>The id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Sends SIGTERM, as <c>kill</c> and orchestrators do, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="TimeoutException">The process does not end; with its output.</exception>
    public async Task<int> TerminateAsync()
    {
        // Every shell has a built-in kill.
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        await kill.WaitForExitAsync();
        try
        {
            await _process.WaitForExitAsync().WaitAsync(Patience.Default + Patience.Default);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"The process does not end after SIGTERM. It wrote:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Kills the process, as <c>kill -9</c> does, and waits for its end.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Waits for an output line with <paramref name="text"/>, and returns the whole output.</summary>
    /// <exception cref="TimeoutException">With the output so far.</exception>
    public async Task<string> WaitForOutputAsync(string text) => string.Join('\n', await _lines.WaitForAsync(
        lines => lines.Any(line => line.Contains(text, StringComparison.Ordinal)),
        timeout: null,
        lines => $"No '{text}', but:\n{string.Join('\n', lines)}"));

    /// <summary>Kills it.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Append(string? line)
    {
        if (line is not null)
        {
            _lines.Add(line);
        }
    }
}
