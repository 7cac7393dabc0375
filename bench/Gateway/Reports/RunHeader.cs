using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TracedLlm.Bench.Gateway.Processes;

namespace TracedLlm.Bench.Gateway.Reports;

/// <summary>When, of which commit and how a run measured.</summary>
internal sealed record RunHeader(string Date, string Commit, string Description)
{
    /// <summary>The name of the run's files, without ending.</summary>
    public string FileName => $"{Date}-{Commit}";

    public static RunHeader Create(double seconds, int rounds)
    {
        var date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var changes = Git("status", "--porcelain", "--untracked-files=no").Length > 0 ? "-changed" : "";
        return new(
            date,
            Git("rev-parse", "--short=8", "HEAD") + changes,
            string.Create(CultureInfo.InvariantCulture, $"{date}, commit {Git("rev-parse", "--short=8", "HEAD")}{changes}, {RuntimeInformation.FrameworkDescription}, {Processors.Description}; {seconds:0.#} s each, {(rounds > 1 ? string.Create(CultureInfo.InvariantCulture, $"{rounds - 1} rounds after one thrown away") : "one round")}. Load of other programs before the run: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}."));
    }

    private static string Git(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Programs.Repository };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var git = Process.Start(start)!;
        var text = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return git.ExitCode == 0 ? text : "unknown";
    }
}
