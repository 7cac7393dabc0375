namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>The browser of this machine. The tests download none.</summary>
internal static class Chromium
{
    private const string Variable = "TRACEDLLM_CHROMIUM";
    private const string Debian = "/usr/bin/chromium";

    /// <summary>The program: the one that the environment names, or else Debian's.</summary>
    public static string Program { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Debian;

    /// <summary>What the tests need and this machine lacks; <see langword="null"/> if nothing is missing.</summary>
    public static string? Missing { get; } = File.Exists(Program)
        ? null
        : $"There is no browser {Program}. Install Debian's package 'chromium', or let {Variable} name Chromium or Chrome.";
}
