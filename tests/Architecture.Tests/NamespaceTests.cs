using TracedLlm.Bench.Architecture.Compiled;

namespace TracedLlm.Architecture.Tests;

/// <summary>The namespace of a type is its folder, so that a type's full name says where it is.</summary>
public sealed class NamespaceTests
{
    public static TheoryData<string> Assemblies => ShippedAssemblies.Names;

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void The_namespace_of_an_internal_type_is_its_folder(string assembly) =>
        Assert.Empty(ShippedAssemblies.ReadTypes(assembly).Values
            .Where(type => !type.IsPublic && type.Namespace != FolderNamespace(type))
            .Select(type => $"{type.Name} is in {type.File}: its namespace must be {FolderNamespace(type)}."));

    [Theory]
    [InlineData("TracedLlm", "TracedLlm", "TracedLlm.Generated")]
    [InlineData("TracedLlm.Export", "TracedLlm", "TracedLlm.Export")]
    public void Public_types_are_in_the_namespaces_that_authors_use(string assembly, params string[] namespaces) =>
        Assert.Empty(ShippedAssemblies.ReadTypes(assembly).Values
            .Where(type => type.IsPublic && !namespaces.Contains(type.Namespace))
            .Select(type => $"{type.Name} is public in {type.File}: its namespace must be {string.Join(" or ", namespaces)}."));

    private static string FolderNamespace(CompiledType type)
    {
        var path = type.File.Split('/');
        string root = path[0] switch
        {
            "Facts" or "Runtime" => "TracedLlm",
            var project => "TracedLlm." + project,
        };
        return string.Join('.', [root, .. path[0] == "Facts" ? ["Facts"] : Array.Empty<string>(), .. path[1..^1]]);
    }
}
