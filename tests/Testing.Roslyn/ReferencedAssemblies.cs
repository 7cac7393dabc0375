using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Testing.Roslyn;

/// <summary>The assemblies that a test's code is compiled against.</summary>
public sealed class ReferencedAssemblies
{
    private readonly Lazy<ImmutableArray<MetadataReference>> _references;

    private ReferencedAssemblies(Func<IEnumerable<MetadataReference>> references) => _references = new(() => [.. references()]);

    /// <summary>The assemblies.</summary>
    public ImmutableArray<MetadataReference> References => _references.Value;

    /// <summary>Adds assemblies by their files.</summary>
    /// <param name="paths">The assemblies' files.</param>
    public ReferencedAssemblies AddAssemblies(params string[] paths) =>
        new(() => References.Concat(paths.Select(path => MetadataReference.CreateFromFile(path))));

    private static IEnumerable<MetadataReference> TargetingPacks(string moniker, params string[] packs)
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var folders = packs.Select(pack => NewestOf(Path.Combine(root, "packs", pack), moniker)).ToArray();
        var files = folders.All(folder => folder is not null)
            ? folders.SelectMany(folder => Directory.EnumerateFiles(folder!, "*.dll"))
            : SharedFrameworks(runtime);
        return files.Select(file => MetadataReference.CreateFromFile(file));
    }

    private static string? NewestOf(string pack, string moniker) => !Directory.Exists(pack)
        ? null
        : Directory.EnumerateDirectories(pack)
            .Select(version => Path.Combine(version, "ref", moniker))
            .Where(Directory.Exists)
            .MaxBy(folder => Version.TryParse(folder.Split(Path.DirectorySeparatorChar)[^3], out var version) ? version : new Version());

    // A runtime without an SDK has no reference packs, so the assemblies of the test process are used.
    private static IEnumerable<string> SharedFrameworks(string runtime) =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetDirectoryName(Path.GetDirectoryName(file)) is { } framework
                && Path.GetDirectoryName(framework) == Path.GetDirectoryName(Path.GetDirectoryName(runtime)));

    /// <summary>.NET.</summary>
    public static class Net
    {
        /// <summary>The base class library of .NET 10.</summary>
        public static ReferencedAssemblies Net100 { get; } = new(() => TargetingPacks("net10.0", "Microsoft.NETCore.App.Ref"));

        /// <summary>.NET 10 with ASP.NET Core.</summary>
        public static ReferencedAssemblies AspNetCore100 { get; } =
            new(() => TargetingPacks("net10.0", "Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"));
    }
}
