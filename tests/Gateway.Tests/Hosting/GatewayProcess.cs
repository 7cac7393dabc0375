using System.Diagnostics;
using System.Globalization;
using System.Text;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Samples.Gateway.Tests.Hosting;

/// <summary>The built gateway as a separate process, as in a container.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly Process _process;
    private readonly string _file;
    private readonly Lock _gate = new();
    private readonly StringBuilder _output = new();
    private TaskCompletionSource _grown = NewSignal();

    private GatewayProcess(Process process, string file)
    {
        _process = process;
        _file = file;
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
    }

    public Uri Endpoint { get; private set; } = null!;

    /// <summary>The output so far, including errors.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return _output.ToString();
            }
        }
    }

    /// <param name="yaml">Its configuration file.</param>
    /// <param name="environment">Environment variables, besides those of the test.</param>
    public static Task<GatewayProcess> StartAsync(string yaml, params (string Name, string Value)[] environment) =>
        StartAsync(yaml, "http://127.0.0.1:0", environment);

    /// <param name="yaml">Its configuration file.</param>
    /// <param name="url">The address to listen on.</param>
    /// <param name="environment">Environment variables, besides those of the test.</param>
    public static Task<GatewayProcess> StartAsync(string yaml, string url, params (string Name, string Value)[] environment) =>
        StartAsync(yaml, ["--urls", url], environment);

    /// <param name="yaml">Its configuration file.</param>
    /// <param name="arguments">Its arguments besides the file.</param>
    /// <param name="environment">Environment variables, besides those of the test.</param>
    public static Task<GatewayProcess> StartWithArgumentsAsync(string yaml, string[] arguments, params (string Name, string Value)[] environment) => StartAsync(yaml, arguments, environment);

    private static async Task<GatewayProcess> StartAsync(string yaml, string[] arguments, (string Name, string Value)[] environment)
    {
        var gateway = await CreateAsync(TestConfiguration.From(yaml), arguments, environment);
        try
        {
            gateway.Start();
            var output = await gateway.WaitForOutputAsync(Listening, endsLine: true);
            gateway.Endpoint = new Uri(output[(output.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('\n')[0].Trim());
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a gateway that cannot start, and returns its output.</summary>
    public static Task<string> RunAsync(string yaml, string url) => RunAsync(yaml, ["--urls", url], []);

    /// <inheritdoc cref="RunAsync(string, string)"/>
    public static async Task<string> RunAsync(string yaml, string[] arguments, (string Name, string Value)[] environment)
    {
        await using var gateway = await CreateAsync(yaml, arguments, environment);
        gateway.Start();
        var code = await gateway.WaitForExitAsync();
        return code == 1 ? gateway.Output : throw new InvalidOperationException($"The gateway ended with {code}, not with 1. It wrote:\n{gateway.Output}");
    }

    private static async Task<GatewayProcess> CreateAsync(string yaml, string[] arguments, (string Name, string Value)[] environment)
    {
        var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
        await File.WriteAllTextAsync(file, yaml);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "gateway.dll"), "--config", file, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new GatewayProcess(new Process { StartInfo = start }, file);
    }

    private string Id => _process.Id.ToString(CultureInfo.InvariantCulture);

    private long ReadMemory(string name)
    {
        var line = File.ReadLines($"/proc/{Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private void Start()
    {
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The resident memory in bytes. <see cref="ReadPeakMemory"/> counts from here on. Only on Linux.</summary>
    public long ResetPeakMemory()
    {
        // https://www.kernel.org/doc/html/latest/filesystems/proc.html: 5 resets the peak.
        File.WriteAllText($"/proc/{Id}/clear_refs", "5");
        return ReadMemory("VmRSS:");
    }

    /// <summary>The most resident memory since <see cref="ResetPeakMemory"/>, in bytes.</summary>
    public long ReadPeakMemory() => ReadMemory("VmHWM:");

    /// <summary>The number of open files and sockets. Only on Linux.</summary>
    public int CountDescriptors() => Directory.GetFileSystemEntries($"/proc/{Id}/fd").Length;

    /// <summary>Sends SIGTERM, as <c>kill</c> and orchestrators do.</summary>
    public async Task TerminateAsync()
    {
        // Every shell has a built-in kill.
        using var kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -TERM {_process.Id}")]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for <paramref name="text"/> in the output, and returns the whole output.</summary>
    /// <exception cref="TimeoutException">With the output so far.</exception>
    public async Task<string> WaitForOutputAsync(string text, bool endsLine = false)
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        while (true)
        {
            string output;
            Task grown;
            lock (_gate)
            {
                output = _output.ToString();
                grown = _grown.Task;
            }

            var index = output.IndexOf(text, StringComparison.Ordinal);
            if (index >= 0 && (!endsLine || output.IndexOf('\n', index) >= 0))
            {
                return output;
            }

            try
            {
                await grown.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"The gateway did not write '{text}' within {Patience.Default}, but:\n{output}");
            }
        }
    }

    /// <summary>Waits until it has ended, and returns its exit code.</summary>
    /// <exception cref="TimeoutException">With the output so far.</exception>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Default);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The gateway did not end within {Patience.Default}. It wrote:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        File.Delete(_file);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Append(string? line)
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            _output.Append(line).Append('\n');
            grown = _grown;
            _grown = NewSignal();
        }

        grown.SetResult();
    }
}
