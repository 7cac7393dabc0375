using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using TracedLlm.Package.Tests.Feeds;

namespace TracedLlm.Package.Tests;

/// <summary>The files and the metadata of the packages.</summary>
[Collection(OnePackageFeed.Name)]
public sealed class PackageContentsTests(PackageFeed feed)
{
    // What NuGet adds to every package.
    private static readonly string[] Envelope = ["[Content_Types].xml", "_rels/.rels", "package/services/metadata/core-properties/nuget.psmdcp"];

    // What the debug information calls a map of source paths to addresses.
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    public static TheoryData<string, string, string[]> Contents => new()
    {
        {
            "TracedLlm", "nupkg",
            [
                "README.md", "TracedLlm.nuspec",
                "analyzers/dotnet/cs/TracedLlm.Analyzers.dll", "analyzers/dotnet/cs/TracedLlm.CodeFixes.dll", "analyzers/dotnet/cs/TracedLlm.Generators.dll",
                "icon.png", "lib/net10.0/TracedLlm.dll", "lib/net10.0/TracedLlm.xml",
                .. MachineCodeOf("TracedLlm"),
            ]
        },
        {
            "TracedLlm.Export", "nupkg",
            [
                "README.md", "TracedLlm.Export.nuspec", "icon.png", "lib/net10.0/TracedLlm.Export.dll", "lib/net10.0/TracedLlm.Export.xml",
                .. MachineCodeOf("TracedLlm.Export"),
            ]
        },
        {
            "TracedLlm.Viewer", "nupkg",
            [
                "README.md", "TracedLlm.Viewer.nuspec", "icon.png", "lib/net10.0/TracedLlm.Viewer.dll", "lib/net10.0/TracedLlm.Viewer.xml",
                .. MachineCodeOf("TracedLlm.Viewer"),
            ]
        },
        { "TracedLlm.Viewer", "snupkg", ["TracedLlm.Viewer.nuspec", "lib/net10.0/TracedLlm.Viewer.pdb"] },
        { "TracedLlm", "snupkg", ["TracedLlm.nuspec", "lib/net10.0/TracedLlm.pdb"] },
        { "TracedLlm.Export", "snupkg", ["TracedLlm.Export.nuspec", "lib/net10.0/TracedLlm.Export.pdb"] },
    };

    [Theory]
    [MemberData(nameof(Contents))]
    public void A_package_contains_exactly_these_files(string name, string extension, string[] files)
    {
        using var package = ZipFile.OpenRead(feed.PathOf(name, extension));

        Assert.Equal(files, package.Entries.Select(entry => entry.FullName).Except(Envelope).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_runtime_depends_on_the_framework_alone()
    {
        Assert.Equal("", DependenciesOf("TracedLlm"));
        Assert.Equal("Microsoft.AspNetCore.App", Values("TracedLlm", "frameworkReference", "name"));
    }

    [Fact]
    public void The_export_depends_on_the_runtime_of_its_own_version_and_on_OpenTelemetry()
    {
        Assert.Matches(
            @$"^TracedLlm \[{feed.Version}\], OpenTelemetry \d+\.\d+\.\d+, OpenTelemetry.Exporter.OpenTelemetryProtocol \d+\.\d+\.\d+$",
            DependenciesOf("TracedLlm.Export"));
    }

    [Fact]
    public void The_viewer_depends_on_the_export_of_its_own_version_alone()
    {
        Assert.Equal($"TracedLlm.Export [{feed.Version}]", DependenciesOf("TracedLlm.Viewer"));
        Assert.Equal("Microsoft.AspNetCore.App", Values("TracedLlm.Viewer", "frameworkReference", "name"));
    }

    [Theory]
    [InlineData("TracedLlm")]
    [InlineData("TracedLlm.Export")]
    [InlineData("TracedLlm.Viewer")]
    public void A_package_has_its_metadata(string name)
    {
        var text = Metadata(name);

        Assert.Equal("MIT", text("license"));
        Assert.Equal("icon.png", text("icon"));
        Assert.Equal("README.md", text("readme"));
        Assert.Contains("opentelemetry", text("tags"), StringComparison.Ordinal);
        Assert.EndsWith(".", text("description"), StringComparison.Ordinal);
        Assert.Null(text("projectUrl"));
    }

    [Theory]
    [InlineData("TracedLlm", "lib/net10.0/TracedLlm.dll")]
    [InlineData("TracedLlm", "analyzers/dotnet/cs/TracedLlm.Analyzers.dll")]
    [InlineData("TracedLlm", "analyzers/dotnet/cs/TracedLlm.CodeFixes.dll")]
    [InlineData("TracedLlm", "analyzers/dotnet/cs/TracedLlm.Generators.dll")]
    [InlineData("TracedLlm.Export", "lib/net10.0/TracedLlm.Export.dll")]
    [InlineData("TracedLlm.Viewer", "lib/net10.0/TracedLlm.Viewer.dll")]
    public void Assemblies_are_deterministic(string name, string file)
    {
        using var assembly = new PEReader(Open(feed.PathOf(name), file));

        Assert.Contains(assembly.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    [MachineCodeTheory]
    [InlineData("TracedLlm")]
    [InlineData("TracedLlm.Export")]
    [InlineData("TracedLlm.Viewer")]
    public void The_assembly_of_a_platform_is_the_same_one_with_machine_code(string name)
    {
        using var portable = new PEReader(Open(feed.PathOf(name), $"lib/net10.0/{name}.dll"));
        using var compiled = new PEReader(Open(feed.PathOf(name), $"runtimes/{PackageFeed.Platform}/lib/net10.0/{name}.dll"));

        // The directory holds the header of ReadyToRun.
        Assert.Equal(0, portable.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.NotEqual(0, compiled.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
        Assert.Equal(VersionId(portable), VersionId(compiled));
    }

    [Theory]
    [InlineData("TracedLlm")]
    [InlineData("TracedLlm.Export")]
    public void Symbols_link_to_their_sources_where_the_repository_has_an_address(string name)
    {
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(Open(feed.PathOf(name, "snupkg"), $"lib/net10.0/{name}.pdb"));
        var reader = symbols.GetMetadataReader();
        var isLinked = reader.CustomDebugInformation.Any(handle => reader.GetGuid(reader.GetCustomDebugInformation(handle).Kind) == SourceLink);

        Assert.Equal(Values(name, "repository", "url").Length > 0, isLinked);
        Assert.Matches("^[0-9a-f]{40}$", Values(name, "repository", "commit"));
    }

    private static string[] MachineCodeOf(string name) => PackageFeed.HasMachineCode ? [$"runtimes/{PackageFeed.Platform}/lib/net10.0/{name}.dll"] : [];

    private static Guid VersionId(PEReader assembly)
    {
        var metadata = assembly.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static MemoryStream Open(string path, string file)
    {
        using var package = ZipFile.OpenRead(path);
        using var entry = package.GetEntry(file)!.Open();
        var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        bytes.Position = 0;
        return bytes;
    }

    private string DependenciesOf(string name) => string.Join(
        ", ",
        Elements(name, "dependency").Select(dependency => $"{dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}"));

    private string Values(string name, string element, string attribute) =>
        string.Join(", ", Elements(name, element).Select(found => found.Attribute(attribute)?.Value));

    private Func<string, string?> Metadata(string name) => element => Elements(name, element).SingleOrDefault()?.Value;

    private IEnumerable<XElement> Elements(string name, string element)
    {
        using var nuspec = Open(feed.PathOf(name), $"{name}.nuspec");
        return [.. XDocument.Load(nuspec).Descendants().Where(found => found.Name.LocalName == element)];
    }
}
