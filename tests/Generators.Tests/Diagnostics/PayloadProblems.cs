extern alias generators;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using generators::TracedLlm.Generators.Payloads;
using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Diagnostics;

/// <summary>Problems of payload maps, which analyzers report with and without the generated half.</summary>
public class PayloadProblems
{
    [Theory]
    [InlineData("[PayloadMap] class A;", "TLM3009 at A: 'A' cannot be read: type 'A' is not partial; make it partial")]
    [InlineData("class O { [PayloadMap] partial class A; }", "TLM3009 at A: 'A' cannot be read: type 'O' is not partial; make it partial")]
    [InlineData("[PayloadMap] file partial class A;", "TLM3009 at A: 'A' cannot be read: type 'A' is local to its file, so the generator cannot add to it; remove 'file'")]
    [InlineData("[PayloadMap] abstract partial class A;", "TLM3009 at A: 'A' cannot be read: it is abstract, so the reader cannot create it; remove the modifier")]
    [InlineData("[PayloadMap] partial record A(string B);", "TLM3009 at A: 'A' cannot be read: it has no parameterless constructor; add one")]
    [InlineData("[PayloadMap] partial class A { public required string B { get; set; } }", "TLM3009 at A: 'A' cannot be read: 'B' is required but not mapped; map it or make it optional")]
    [InlineData("[PayloadMap] partial class A { public int Read; }", "TLM3009 at A: 'A' cannot be read: the name 'Read' belongs to a generated member; rename yours")]
    [InlineData("[PayloadMap] partial class A { public void WriteTags(LlmTagWriter t, bool c) { } }", "TLM3009 at A: 'A' cannot be read: the name 'WriteTags' belongs to a generated member; rename yours")]
    [InlineData("[PayloadMap, GatewayMetadata] partial class A;", "TLM3009 at A: 'A' cannot be read: it is both a [PayloadMap] and a [GatewayMetadata]; keep one of the attributes")]
    [InlineData("[GatewayMetadata] partial class A<T>;", "TLM3009 at A: 'A' cannot be read: it is generic, so the runtime cannot find its reader; remove the type parameters")]
    [InlineData("[PayloadMap] ref partial struct A;", "TLM3009 at A: 'A' cannot be read: it is a ref struct, which a request cannot store; make it a class or a struct")]
    [InlineData("partial class O { [GatewayMetadata] private partial class A; }", "TLM3009 at A: 'A' cannot be read: 'A' is not visible in its assembly, so the runtime cannot find its reader; make it internal or public")]
    public void A_type_that_cannot_be_read(string source, string expected) => Assert.Equal([expected], Reported(source));

    [Theory]
    [InlineData("[PayloadField(\"a\")] public decimal B { get; set; }", "its type decimal is not supported; use string, bool, int, long, double, string[], IReadOnlyList<string> or Utf8Json")]
    [InlineData("[PayloadField(\"a\")] public int[]? B { get; set; }", "its type int[]? is not supported; use string, bool, int, long, double, string[], IReadOnlyList<string> or Utf8Json")]
    [InlineData("[PayloadField(\"a\")] public List<string>? B { get; set; }", "its type List<string>? is not supported; use string, bool, int, long, double, string[], IReadOnlyList<string> or Utf8Json")]
    [InlineData("[PayloadField(\"a\")] public string? B { get; }", "it has no setter")]
    [InlineData("[PayloadField(\"a\")] public string? B => null;", "it has no setter")]
    [InlineData("[PayloadField(\"a\")] public static string? B { get; set; }", "it is static")]
    [InlineData("[PayloadField(\"\")] public string? B { get; set; }", "a name in its path is empty; write every name")]
    [InlineData("[PayloadField(\"a..b\")] public string? B { get; set; }", "a name in its path is empty; write every name")]
    [InlineData("[PayloadField(\"[]\")] public string? B { get; set; }", "a name in its path is empty; write every name")]
    [InlineData("[PayloadField(\"a[0].b\")] public string? B { get; set; }", "path 'a[0].b' has a bracket that is not a '[]' at the end of a name; write it as 'items[].name'")]
    [InlineData("[PayloadField(\"a\", Tag = \" \")] public string? B { get; set; }", "the name of its attribute is empty; give it a name")]
    [InlineData("[MetadataKey(\"a\")] public string? B { get; set; }", "its type is not a [GatewayMetadata]; add the attribute to the type")]
    public void A_property_that_cannot_be_read(string property, string reason) =>
        Assert.Contains($"'B' cannot be read: {reason}", Assert.Single(Reported($"[PayloadMap] partial class A {{ {property} }}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("a", "a", "'A' already reads the path 'a'")]
    [InlineData("a", "a.b", "its path goes through 'a', which 'A' reads")]
    [InlineData("a", "a[]", "its path goes through 'a', which 'A' reads")]
    [InlineData("a.b.c", "a.b", "the path 'a.b.c' of 'A' goes through it")]
    [InlineData("a[].b", "a.b", "the path 'a[].b' of 'A' expects an array where its own path expects an object")]
    [InlineData("a.b", "a[].c", "the path 'a.b' of 'A' expects an object where its own path expects an array")]
    public void Two_paths_that_conflict(string first, string second, string reason) => Assert.Equal(
        [$"TLM1003 at PayloadField(\"{second}\"): 'B' repeats a mapping: {reason}; remove one of the two mappings"],
        Reported($"[PayloadMap] partial class M {{ [PayloadField(\"{first}\")] public string? A {{ get; set; }} [PayloadField(\"{second}\")] public string? B {{ get; set; }} }}"));

    [Fact]
    public void Two_keys_and_two_attributes_that_conflict() => Assert.Equal(
        [
            "TLM1003 at MetadataKey(\"a\"): 'B' repeats a mapping: 'A' already reads the path 'a'; remove one of the two mappings",
            "TLM1003 at MetadataKey(\"c\", Tag = \"t\"): 'C' repeats a mapping: 'A' already writes the attribute 't'; remove one of the two mappings",
        ],
        Reported("[GatewayMetadata] partial class M { [MetadataKey(\"a\", Tag = \"t\")] public string? A { get; set; } [MetadataKey(\"a\")] public string? B { get; set; } [MetadataKey(\"c\", Tag = \"t\")] public string? C { get; set; } }"));

    [Fact]
    public void A_property_of_a_type_without_a_map() => Assert.Equal(
        ["TLM3009 at PayloadField(\"a\"): 'B' cannot be read: its type is not a [PayloadMap]; add the attribute to the type"],
        Reported("class A { [PayloadField(\"a\")] public string? B { get; set; } }"));

    [Theory]
    [InlineData("[PayloadMap] partial class A { [PayloadField(\"a.b\")] public string? B { get; set; } [PayloadField(\"a.c\")] public string? C { get; set; } }")]
    [InlineData("[PayloadMap] partial class A { [PayloadField(\"a\", Tag = \"t\"), PayloadField(\"b\", Tag = \"t\")] public string? B { get; set; } public string? Other { get; } }")]
    [InlineData("[GatewayMetadata] partial class A { [MetadataKey(\"a\")] public string? B { get; set; } [MetadataKey(\"a.b\")] public string? C { get; set; } }")]
    [InlineData("[PayloadMap] partial class A { private A() { } public A(int a) { } public int Read(string s) => 1; public void WriteTags() { } }")]
    [InlineData("partial class O { [PayloadMap] private partial class A; } class P { public string? B { get; } }")]
    public void Correct_maps_are_not_reported(string source) => Assert.Empty(Reported(source));

    private static List<string> Reported(string source)
    {
        var generated = GeneratedSources.PayloadsFrom(Gateway.Compile(source));
        Assert.Empty(generated.Reported);
        var before = Print(generated.Input);
        Assert.Equal(before, Print(generated.Output));
        return before;
    }

    private static List<string> Print(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.First();
        var semantics = compilation.GetSemanticModel(tree);
        return [.. tree.GetRoot().DescendantNodes()
            .OfType<TypeDeclarationSyntax>()
            .Select(type => (INamedTypeSymbol)semantics.GetDeclaredSymbol(type)!)
            .SelectMany(type => PayloadParser.Parse(type, CancellationToken.None).Problems)
            .Select(problem => Problems.Print(problem.ToDiagnostic()))];
    }
}
