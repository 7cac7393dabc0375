using System.Diagnostics;
using System.Text;

namespace TracedLlm.Testing.Processes;

/// <summary>A program that is run to its end.</summary>
public static class Command
{
    // What the build that runs a test leaves in its environment would steer the one that the test runs.
    private const string OfMSBuild = "MSBUILD";

    /// <summary>Runs <c>dotnet</c> and returns its exit code and all that it wrote.</summary>
    /// <param name="directory">Where it runs.</param>
    /// <param name="timeout">After which it is killed, and the test fails.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="TimeoutException">With what it wrote until then.</exception>
    public static async Task<(int ExitCode, string Output)> DotnetAsync(string directory, TimeSpan timeout, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(OfMSBuild, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        var output = new StringBuilder();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += Append;
        process.ErrorDataReceived += Append;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(timeout);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            throw new TimeoutException($"dotnet {string.Join(' ', start.ArgumentList)} took longer than {timeout}. It wrote:\n{output}");
        }

        return (process.ExitCode, output.ToString());

        void Append(object sender, DataReceivedEventArgs line)
        {
            lock (output)
            {
                output.Append(line.Data).Append('\n');
            }
        }
    }
}
