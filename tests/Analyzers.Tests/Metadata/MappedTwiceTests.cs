using TracedLlm.Analyzers.Metadata;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Metadata.MappedTwice>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1003, <see cref="MappedTwice"/>.</summary>
public class MappedTwiceTests
{
    [Theory]
    [InlineData("[PayloadField(\"a\")] public string? A { get; set; } [[|PayloadField(\"a\")|]] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a\")] public string? A { get; set; } [[|PayloadField(\"a.b\")|]] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a.b\")] public string? A { get; set; } [[|PayloadField(\"a\")|]] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a.b\")] public string? A { get; set; } [[|PayloadField(\"a[].b\")|]] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a\", Tag = \"t\")] public string? A { get; set; } [[|PayloadField(\"b\", Tag = \"t\")|]] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a\"), [|PayloadField(\"a\")|]] public string? A { get; set; }")]
    public Task Flags(string members) => Verify.VerifyAnalyzerAsync($"[PayloadMap] partial class C {{ {members} }}");

    [Theory]
    [InlineData("[PayloadField(\"a\")] public string? A { get; set; } [PayloadField(\"A\")] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a.b\")] public string? A { get; set; } [PayloadField(\"a.c\")] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a\")] public string? A { get; set; } [PayloadField(\"ab\")] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a[].b\")] public string? A { get; set; } [PayloadField(\"a[].c\")] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a\", Tag = \"t\")] public string? A { get; set; } [PayloadField(\"b\", Tag = \"T\")] public string? B { get; set; }")]
    [InlineData("[PayloadField(\"a\", Tag = \"t\"), PayloadField(\"b\", Tag = \"t\")] public string? A { get; set; }")]
    public Task Leaves_alone(string members) => Verify.VerifyAnalyzerAsync($"[PayloadMap] partial class C {{ {members} }}");

    [Theory]
    [InlineData("[GatewayMetadata] partial class C { [MetadataKey(\"a\")] public string? A { get; set; } [MetadataKey(\"a.b\")] public string? B { get; set; } }")]
    [InlineData("[PayloadMap] partial class C { [PayloadField(\"a\")] public string? A { get; set; } } [PayloadMap] partial class D { [PayloadField(\"a\")] public string? A { get; set; } }")]
    public Task Leaves_types_alone(string source) => Verify.VerifyAnalyzerAsync(source);
}
