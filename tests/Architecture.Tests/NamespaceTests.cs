using TracedLlm.Bench.Architecture.Compiled;

namespace TracedLlm.Architecture.Tests;

/// <summary>The namespace of a type is its folder, so that a type's full name says where it is.</summary>
public sealed class NamespaceTests
{
    // Types that a project adds for the compiler have the namespace that the compiler asks for.
    private const string Platform = "System.";

    private static readonly HashSet<string> PublicInRuntime =
        [.. ShippedAssemblies.ReadTypes("TracedLlm").Values.Where(static type => type.IsPublic).Select(static type => type.Name)];

    public static TheoryData<string> Assemblies => ShippedAssemblies.Names;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_namespace_of_an_internal_type_is_its_folder(string assembly) =>
        Assert.Empty(ShippedAssemblies.ReadTypes(assembly).Values
            .Where(type => !type.IsPublic && !PublicInRuntime.Contains(type.Name) && !type.Namespace.StartsWith(Platform, StringComparison.Ordinal))
            .Where(type => type.Namespace != FolderNamespace(type))
            .Select(type => $"{type.Name} is in {type.File}: its namespace must be {FolderNamespace(type)}."));

    [Theory]
    [InlineData("TracedLlm", "TracedLlm", "TracedLlm.Generated")]
    [InlineData("TracedLlm.Export", "TracedLlm", "TracedLlm.Export")]
    [InlineData("TracedLlm.Viewer", "TracedLlm", "TracedLlm.Viewer")]
    public void Public_types_are_in_the_namespaces_that_authors_use(string assembly, params string[] namespaces) =>
        Assert.Empty(ShippedAssemblies.ReadTypes(assembly).Values
            .Where(type => type.IsPublic && !namespaces.Contains(type.Namespace))
            .Select(type => $"{type.Name} is public in {type.File}: its namespace must be {string.Join(" or ", namespaces)}."));

    private static string FolderNamespace(CompiledType type)
    {
        var path = type.File.Split('/');
        return string.Join('.', ["TracedLlm", .. path[0] == "Runtime" ? path[1..^1] : path[..^1]]);
    }
}
