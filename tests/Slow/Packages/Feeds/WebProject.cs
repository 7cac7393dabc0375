using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Package.Tests.Feeds;

/// <summary>A web project that references the packages.</summary>
internal sealed class WebProject(string folder, string version)
{
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

    /// <summary>A copy of the gateway in the folder <c>Web</c>, outside of the repository, that restores from a feed.</summary>
    /// <param name="feed">The packages.</param>
    /// <param name="name">Its folder.</param>
    public static WebProject Copy(PackageFeed feed, string name)
    {
        var source = Path.Combine(AppContext.BaseDirectory, "Web");
        var web = Path.Combine(feed.Root, name);
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(web, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        File.WriteAllText(Path.Combine(web, "nuget.config"), NuGetConfiguration(feed));
        return new WebProject(web, feed.Version);
    }

    /// <summary>Restores and builds it.</summary>
    /// <param name="properties">Properties, as in <c>WithFindings=true</c>.</param>
    public Task<(int ExitCode, string Output)> BuildAsync(params IEnumerable<string> properties) => RunAsync("build", properties);

    /// <summary>Restores it, and publishes it as one that needs no installed runtime.</summary>
    /// <param name="properties">Properties, as in <c>PublishTrimmed=true</c>.</param>
    public Task<(int ExitCode, string Output)> PublishAsync(params IEnumerable<string> properties) =>
        RunAsync("publish", [.. properties, "SelfContained=true"]);

    private Task<(int ExitCode, string Output)> RunAsync(string verb, IEnumerable<string> properties) => Command.DotnetAsync(
        folder,
        Patience.Default,
        [
            verb, "Web.csproj", "--nologo", "-c", "Release", "-o", Output, "-nodeReuse:false", $"-p:TracedLlmVersion={version}",
            .. properties.Select(property => $"-p:{property}"),
        ]);

    /// <summary>The feed beside the machine's sources; what the machine has already is read there, what is new stays here.</summary>
    private static string NuGetConfiguration(PackageFeed feed)
    {
        var known = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{Path.Combine(feed.Root, "packages")}" />
              </config>
              <fallbackPackageFolders>
                {(Directory.Exists(known) ? $"""<add key="known" value="{known}" />""" : "")}
              </fallbackPackageFolders>
              <packageSources>
                <add key="tracedllm-under-test" value="{feed.Folder}" />
              </packageSources>
            </configuration>
            """;
    }
}
