using TracedLlm.Testing.Processes;

namespace TracedLlm.Package.Tests.Feeds;

/// <summary>A web project that references the packages.</summary>
internal sealed class WebProject(string folder, string version)
{
    // Only so that nothing hangs: a busy machine is slow.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>The folder of the project.</summary>
    public string Folder => folder;

    /// <summary>The folder of the built program.</summary>
    public string Output => Path.Combine(folder, "out");

    /// <summary>What the generators wrote, by name.</summary>
    public IReadOnlyList<string> Generated =>
    [
        .. Directory.EnumerateFiles(Path.Combine(folder, "obj"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(file))) == "TracedLlm.Generators")
            .Select(file => Path.GetFileName(file))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Restores and builds it.</summary>
    /// <param name="properties">Properties, as in <c>WithFindings=true</c>.</param>
    public Task<(int ExitCode, string Output)> BuildAsync(params IEnumerable<string> properties) => RunAsync("build", properties);

    /// <summary>Restores it, and publishes it as one that needs no installed runtime.</summary>
    /// <param name="properties">Properties, as in <c>PublishTrimmed=true</c>.</param>
    public Task<(int ExitCode, string Output)> PublishAsync(params IEnumerable<string> properties) =>
        RunAsync("publish", [.. properties, "SelfContained=true"]);

    private Task<(int ExitCode, string Output)> RunAsync(string verb, IEnumerable<string> properties) => Command.DotnetAsync(
        folder,
        Limit,
        [
            verb, "Web.csproj", "--nologo", "-c", "Release", "-o", Output, "-nodeReuse:false", $"-p:TracedLlmVersion={version}",
            .. properties.Select(property => $"-p:{property}"),
        ]);
}
