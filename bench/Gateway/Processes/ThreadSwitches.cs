using System.Globalization;

namespace TracedLlm.Bench.Gateway.Processes;

/// <summary>The context switches of every thread of a process, from <c>/proc</c>.</summary>
internal sealed class ThreadSwitches
{
    private readonly Dictionary<int, (string Name, long Voluntary, long Involuntary)> _threads = [];

    /// <summary>Reads the counters of all threads of a process.</summary>
    public static ThreadSwitches Read(int process)
    {
        var switches = new ThreadSwitches();
        foreach (var folder in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            try
            {
                var lines = File.ReadAllLines(Path.Combine(folder, "status"));
                switches._threads[int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)] =
                    (Value(lines, "Name:"), Number(lines, "voluntary_ctxt_switches:"), Number(lines, "nonvoluntary_ctxt_switches:"));
            }
            catch (IOException)
            {
                // The thread has ended since the folder was listed.
            }
        }

        return switches;
    }

    /// <summary>How often threads slept and were woken since an earlier reading, by the thread's name.</summary>
    public IReadOnlyDictionary<string, long> WakeUpsSince(ThreadSwitches earlier) => _threads
        .GroupBy(static thread => thread.Value.Name, StringComparer.Ordinal)
        .ToDictionary(static group => group.Key, group => group.Sum(thread => thread.Value.Voluntary - earlier._threads.GetValueOrDefault(thread.Key).Voluntary), StringComparer.Ordinal);

    /// <summary>How often threads lost the processor to another thread since an earlier reading.</summary>
    public long PreemptionsSince(ThreadSwitches earlier) =>
        _threads.Sum(thread => thread.Value.Involuntary - earlier._threads.GetValueOrDefault(thread.Key).Involuntary);

    private static string Value(string[] lines, string name) =>
        lines.First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Trim();

    private static long Number(string[] lines, string name) => long.Parse(Value(lines, name), CultureInfo.InvariantCulture);
}
