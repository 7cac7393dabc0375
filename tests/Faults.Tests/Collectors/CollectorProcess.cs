using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Faults.Tests.Collectors;

/// <summary>A Collector as a process.</summary>
internal sealed partial class CollectorProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private CollectorProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
    }

    /// <summary>What it has written.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>The version, such as 0.154.</summary>
    public static Version VersionOf(string program)
    {
        using var process = Process.Start(new ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true })!;
        return Version.Parse(Number().Match(process.StandardOutput.ReadToEnd()).Value);
    }

    /// <summary>Starts a Collector and waits until it is healthy.</summary>
    /// <param name="program">The program.</param>
    /// <param name="health">The address of its health check.</param>
    /// <param name="files">Its configuration, merged in this order.</param>
    /// <param name="environment">Its environment variables.</param>
    /// <exception cref="TimeoutException">It is not healthy; with its output.</exception>
    public static async Task<CollectorProcess> StartAsync(string program, string health, IEnumerable<string> files, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, files.SelectMany(file => new[] { "--config", file })) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var collector = new CollectorProcess(new Process { StartInfo = start });
        collector._process.Start();
        collector._process.BeginOutputReadLine();
        collector._process.BeginErrorReadLine();
        using var client = new HttpClient();
        try
        {
            var clock = Stopwatch.StartNew();
            while (!await IsHealthyAsync(client, health))
            {
                if (collector._process.HasExited || clock.Elapsed > Patience.Default)
                {
                    throw new TimeoutException($"{program} is not healthy. It wrote:\n{collector.Output}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50));
            }

            return collector;
        }
        catch
        {
            await collector.DisposeAsync();
            throw;
        }
    }

    /// <summary>Kills it, as <c>kill -9</c> does.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static async Task<bool> IsHealthyAsync(HttpClient client, string health)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{health}/"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
        {
            _output.Append(line.Data).Append('\n');
        }
    }

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?")]
    private static partial Regex Number();
}
