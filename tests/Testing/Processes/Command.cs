using System.Diagnostics;
using System.Text;

namespace TracedLlm.Testing.Processes;

/// <summary>Runs a program to its end.</summary>
public static class Command
{
    // The environment variables of the build that runs the tests would affect the build that the test runs.
    private const string OfMSBuild = "MSBUILD";

    /// <summary>Runs <c>dotnet</c> and returns its exit code and its output.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="timeout">The time after which the process is killed and the test fails.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="TimeoutException">With the output so far.</exception>
    public static Task<(int ExitCode, string Output)> DotnetAsync(string directory, TimeSpan timeout, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = directory };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith(OfMSBuild, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        return RunAsync(start, timeout);
    }

    /// <summary>Runs a program and returns its exit code and its output.</summary>
    /// <param name="start">The program.</param>
    /// <param name="timeout">The time after which the process is killed and the test fails.</param>
    /// <exception cref="TimeoutException">With the output so far.</exception>
    public static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, TimeSpan timeout)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
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
            throw new TimeoutException($"{start.FileName} {string.Join(' ', start.ArgumentList)} took longer than {timeout}. It wrote:\n{output}");
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
