using System.Reflection;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Package.Tests.Feeds;

/// <summary>
/// The packages as this build makes them, in a folder that projects restore from. Their version is of this run only, so that
/// no cache has them.
/// </summary>
public sealed class PackageFeed : IAsyncLifetime
{
    private static readonly string Configuration = Metadata("Configuration");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracedllm-package-");

    /// <summary>The platform of this machine, whose image the packages have without another choice (src/Package/ReadyToRun.targets).</summary>
    public static string Platform { get; } = Metadata("Platform");

    /// <summary>Whether the build had the compiler for that image.</summary>
    public static bool HasMachineCode { get; } = File.Exists(Path.Combine(FindRepository(), "src", "Runtime", "bin", Configuration, "net10.0", "ReadyToRun", Platform, "TracedLlm.dll"));

    /// <summary>The version of all.</summary>
    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    /// <summary>A folder of the tests, which is deleted in the end.</summary>
    public string Root => _folder.FullName;

    /// <summary>The folder of the packages.</summary>
    public string Folder => Path.Combine(Root, "feed");

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        foreach (var project in (string[])["src/Runtime", "src/Export", "src/Viewer"])
        {
            // The version is that of the packages alone: nothing is built again.
            var (exitCode, output) = await Command.DotnetAsync(
                Repository,
                Patience.Default,
                "pack", project, "--no-build", "--nologo", "-c", Configuration, "-o", Folder, $"-p:PackageVersion={Version}", "-nodeReuse:false");
            Assert.True(exitCode == 0, output);
        }
    }

    /// <summary>The path of a package.</summary>
    /// <param name="name">Its id.</param>
    /// <param name="extension"><c>nupkg</c> or <c>snupkg</c>.</param>
    public string PathOf(string name, string extension = "nupkg") => Path.Combine(Folder, $"{name}.{Version}.{extension}");

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private static string Metadata(string key) =>
        typeof(PackageFeed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == key).Value!;

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Generators.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }
}
