using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Generators.Payloads;
using TracedLlm.Generators.Tests.Harness;

namespace TracedLlm.Generators.Tests.Diagnostics;

/// <summary>What analyzers say of a payload map that cannot work, before and after its generated half is there.</summary>
public class WhatIsWrongWithPayloads
{
    [Theory]
    [InlineData("[PayloadMap] class A;", "TLM3009 at A: 'A' cannot be read: type 'A' is not partial")]
    [InlineData("class O { [PayloadMap] partial class A; }", "TLM3009 at A: 'A' cannot be read: type 'O' is not partial")]
    [InlineData("[PayloadMap] file partial class A;", "TLM3009 at A: 'A' cannot be read: type 'A' is local to its file, so no generated half can be added to it")]
    [InlineData("[PayloadMap] abstract partial class A;", "TLM3009 at A: 'A' cannot be read: it is abstract, so that it cannot be created")]
    [InlineData("[PayloadMap] partial record A(string B);", "TLM3009 at A: 'A' cannot be read: it has no constructor without parameters")]
    [InlineData("[PayloadMap] partial class A { public required string B { get; set; } }", "TLM3009 at A: 'A' cannot be read: 'B' is required and nothing is read into it")]
    [InlineData("[PayloadMap] partial class A { public int Read; }", "TLM3009 at A: 'A' cannot be read: a member of the generated half is called 'Read' too")]
    [InlineData("[PayloadMap] partial class A { public void WriteTags(LlmTagWriter t, bool c) { } }", "TLM3009 at A: 'A' cannot be read: a member of the generated half is called 'WriteTags' too")]
    [InlineData("[PayloadMap, GatewayMetadata] partial class A;", "TLM3009 at A: 'A' cannot be read: it is a [PayloadMap] and a [GatewayMetadata] at once")]
    [InlineData("[GatewayMetadata] partial class A<T>;", "TLM3009 at A: 'A' cannot be read: it is generic, so that no reader can be registered for it")]
    [InlineData("[PayloadMap] ref partial struct A;", "TLM3009 at A: 'A' cannot be read: it is a ref struct, which no request can hold")]
    [InlineData("partial class O { [GatewayMetadata] private partial class A; }", "TLM3009 at A: 'A' cannot be read: 'A' is not visible in its assembly, so that no reader can be registered for it")]
    public void The_type(string source, string expected) => Assert.Equal([expected], Reported(source));

    [Theory]
    [InlineData("[PayloadField(\"a\")] public decimal B { get; set; }", "its type decimal is none of string, bool, int, long, double, string[], IReadOnlyList<string> and Utf8Json")]
    [InlineData("[PayloadField(\"a\")] public int[]? B { get; set; }", "its type int[]? is none of string, bool, int, long, double, string[], IReadOnlyList<string> and Utf8Json")]
    [InlineData("[PayloadField(\"a\")] public List<string>? B { get; set; }", "its type List<string>? is none of string, bool, int, long, double, string[], IReadOnlyList<string> and Utf8Json")]
    [InlineData("[PayloadField(\"a\")] public string? B { get; }", "it has no setter")]
    [InlineData("[PayloadField(\"a\")] public string? B => null;", "it has no setter")]
    [InlineData("[PayloadField(\"a\")] public static string? B { get; set; }", "it is static")]
    [InlineData("[PayloadField(\"\")] public string? B { get; set; }", "a name in its path is empty")]
    [InlineData("[PayloadField(\"a..b\")] public string? B { get; set; }", "a name in its path is empty")]
    [InlineData("[PayloadField(\"[]\")] public string? B { get; set; }", "a name in its path is empty")]
    [InlineData("[PayloadField(\"a[0].b\")] public string? B { get; set; }", "path 'a[0].b' has a bracket that is not a '[]' at the end of a name")]
    [InlineData("[PayloadField(\"a\", Tag = \" \")] public string? B { get; set; }", "the name of its attribute is empty")]
    [InlineData("[MetadataKey(\"a\")] public string? B { get; set; }", "its type is no [GatewayMetadata]")]
    public void A_property(string property, string reason) =>
        Assert.Contains($"'B' cannot be read: {reason}", Assert.Single(Reported($"[PayloadMap] partial class A {{ {property} }}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("a", "a", "path 'a' is read by 'A'")]
    [InlineData("a", "a.b", "'a', which its path goes through, is read by 'A'")]
    [InlineData("a", "a[]", "'a', which its path goes through, is read by 'A'")]
    [InlineData("a.b.c", "a.b", "path 'a.b.c' of 'A' goes through it")]
    [InlineData("a[].b", "a.b", "path 'a[].b' of 'A' takes for an array what its own takes for an object")]
    [InlineData("a.b", "a[].c", "path 'a.b' of 'A' takes for an object what its own takes for an array")]
    public void Two_paths(string first, string second, string reason) => Assert.Equal(
        [$"TLM1003 at PayloadField(\"{second}\"): 'B' is mapped twice: {reason}"],
        Reported($"[PayloadMap] partial class M {{ [PayloadField(\"{first}\")] public string? A {{ get; set; }} [PayloadField(\"{second}\")] public string? B {{ get; set; }} }}"));

    [Fact]
    public void Two_keys_and_two_attributes() => Assert.Equal(
        [
            "TLM1003 at MetadataKey(\"a\"): 'B' is mapped twice: path 'a' is read by 'A'",
            "TLM1003 at MetadataKey(\"c\", Tag = \"t\"): 'C' is mapped twice: attribute 't' is written from 'A'",
        ],
        Reported("[GatewayMetadata] partial class M { [MetadataKey(\"a\", Tag = \"t\")] public string? A { get; set; } [MetadataKey(\"a\")] public string? B { get; set; } [MetadataKey(\"c\", Tag = \"t\")] public string? C { get; set; } }"));

    [Fact]
    public void A_property_without_a_map() => Assert.Equal(
        ["TLM3009 at PayloadField(\"a\"): 'B' cannot be read: its type is no [PayloadMap]"],
        Reported("class A { [PayloadField(\"a\")] public string? B { get; set; } }"));

    [Theory]
    [InlineData("[PayloadMap] partial class A { [PayloadField(\"a.b\")] public string? B { get; set; } [PayloadField(\"a.c\")] public string? C { get; set; } }")]
    [InlineData("[PayloadMap] partial class A { [PayloadField(\"a\", Tag = \"t\"), PayloadField(\"b\", Tag = \"t\")] public string? B { get; set; } public string? Other { get; } }")]
    [InlineData("[GatewayMetadata] partial class A { [MetadataKey(\"a\")] public string? B { get; set; } [MetadataKey(\"a.b\")] public string? C { get; set; } }")]
    [InlineData("[PayloadMap] partial class A { private A() { } public A(int a) { } public int Read(string s) => 1; public void WriteTags() { } }")]
    [InlineData("partial class O { [PayloadMap] private partial class A; } class P { public string? B { get; } }")]
    public void Nothing(string source) => Assert.Empty(Reported(source));

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
