using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace TracedLlm.Bench.Gateway.Processes;

/// <summary>A process that answers commands on its standard input. It ends with the bench, also if the bench is killed, because then its input ends.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int LogLines = 20;

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(5);
    private static readonly ConcurrentDictionary<int, ChildProcess> Running = new();

    // Not disposed: lines of the process may arrive until its end is seen.
    private readonly BlockingCollection<string> _answers = [];
    private readonly ConcurrentQueue<string> _log = new();
    private readonly Process _process;
    private readonly string _name;

    /// <param name="name">The name for messages.</param>
    /// <param name="start">The command.</param>
    public ChildProcess(string name, ProcessStartInfo start)
    {
        _name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        StartedAt = Stopwatch.GetTimestamp();
        _process = Process.Start(start) ?? throw new BenchException($"{name} does not start.");
        Id = _process.Id;
        Running[Id] = this;
        _process.OutputDataReceived += (_, line) => Receive(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id { get; }

    /// <summary>When the process was started, as a timestamp of <see cref="Stopwatch"/>, whose clock all processes share.</summary>
    public long StartedAt { get; }

    public bool HasExited => !Running.ContainsKey(Id) || _process.HasExited;

    /// <summary>The memory that the process has in RAM, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            const string Name = "VmRSS:";
            var line = File.ReadLines($"/proc/{Id}/status").First(static line => line.StartsWith(Name, StringComparison.Ordinal));
            return long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1024;
        }
    }

    /// <summary>The files and sockets that the process has open.</summary>
    public int Descriptors => Directory.EnumerateFileSystemEntries($"/proc/{Id}/fd").Count();

    /// <summary>The last lines that the process has written.</summary>
    public string LogTail => string.Join(Environment.NewLine, _log);

    /// <summary>Ends all processes that the bench has started.</summary>
    public static void EndAll()
    {
        foreach (var child in Running.Values)
        {
            child.Dispose();
        }
    }

    /// <summary>Sends a command and waits for its answer.</summary>
    /// <exception cref="BenchException">The process has ended, or does not answer in time.</exception>
    public string Ask(string command, TimeSpan within)
    {
        try
        {
            _process.StandardInput.WriteLine(command);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw Ended();
        }

        return Answer(within);
    }

    /// <summary>Waits for an answer.</summary>
    /// <exception cref="BenchException">The process has ended, or does not answer in time.</exception>
    public string Answer(TimeSpan within)
    {
        if (_answers.TryTake(out var answer, within))
        {
            return answer;
        }

        throw _process.HasExited ? Ended() : new BenchException($"{_name} (process {Id}) does not answer within {within.TotalSeconds:0} s. Its last lines:{Environment.NewLine}{LogTail}");
    }

    public void Dispose()
    {
        if (!Running.TryRemove(Id, out _))
        {
            return;
        }

        try
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(EndsWithin))
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
    }

    private BenchException Ended() => new($"{_name} has ended with {(_process.WaitForExit(EndsWithin) ? _process.ExitCode.ToString(CultureInfo.InvariantCulture) : "no code")}. Its last lines:{Environment.NewLine}{LogTail}");

    private void Receive(string? line)
    {
        if (line is null)
        {
            _answers.CompleteAdding();
        }
        else if (line.StartsWith(GatewayProbe.Mark))
        {
            _answers.Add(line[1..]);
        }
        else
        {
            Log(line);
        }
    }

    private void Log(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
            while (_log.Count > LogLines && _log.TryDequeue(out _))
            {
                // Only the last lines are kept.
            }
        }
    }
}
