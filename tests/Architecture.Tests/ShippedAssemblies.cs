using TracedLlm.Bench.Architecture;
using TracedLlm.Bench.Architecture.Compiled;

namespace TracedLlm.Architecture.Tests;

/// <summary>The shipped assemblies as the build put them beside this test.</summary>
internal static class ShippedAssemblies
{
    /// <summary>Their file names without the extension.</summary>
    public static TheoryData<string> Names => [.. Checkout.Assemblies.Select(static assembly => Path.GetFileNameWithoutExtension(assembly.File))];

    public static string PathFor(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");

    /// <summary>The types of all of them.</summary>
    public static IEnumerable<CompiledType> AllTypes() =>
        Checkout.Assemblies.SelectMany(static assembly => ReadTypes(Path.GetFileNameWithoutExtension(assembly.File)).Values);

    public static IReadOnlyDictionary<string, CompiledType> ReadTypes(string name) => CompiledAssembly.ReadTypes(PathFor(name));
}
