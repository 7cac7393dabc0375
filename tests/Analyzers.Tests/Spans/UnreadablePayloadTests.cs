using TracedLlm.Analyzers.Spans;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowVerifier<TracedLlm.Analyzers.Spans.UnreadablePayload>;

namespace TracedLlm.Analyzers.Tests.Spans;

/// <summary>TLM3009, <see cref="UnreadablePayload"/>.</summary>
public class UnreadablePayloadTests
{
    [Theory]
    [InlineData("[PayloadMap] class [|C|];")]
    [InlineData("[PayloadMap] static partial class [|C|];")]
    [InlineData("[GatewayMetadata] partial class [|C|]<T>;")]
    [InlineData("[PayloadMap] partial record [|C|](string A);")]
    [InlineData("[PayloadMap] partial class C { [[|PayloadField(\"a\")|]] public string? A { get; } }")]
    [InlineData("[PayloadMap] partial class C { [[|PayloadField(\"a\")|]] public decimal A { get; set; } }")]
    [InlineData("[PayloadMap] partial class C { [[|PayloadField(\"a.\")|]] public string? A { get; set; } }")]
    [InlineData("class C { [[|PayloadField(\"a\")|]] public string? A { get; set; } }")]
    [InlineData("[PayloadMap] partial class C { [[|MetadataKey(\"a\")|]] public string? A { get; set; } }")]
    public Task Flags(string source) => Verify.VerifyAnalyzerAsync(source);

    [Theory]
    [InlineData("[PayloadMap] partial class C { [PayloadField(\"a\")] public string? A { get; set; } static C Use(byte[] json) => Read(new ReadOnlySpan<byte>(json)); }")]
    [InlineData("[PayloadMap] readonly partial struct C { [PayloadField(\"a.b[].c\", Tag = \"t\")] public string[]? A { get; init; } }")]
    [InlineData("[GatewayMetadata] partial record C { [MetadataKey(\"a\")] public required long? A { get; init; } }")]
    [InlineData("[PayloadMap] partial class C { public decimal A { get; } }")]
    [InlineData("class C { public decimal A { get; } }")]
    public Task Leaves_alone(string source) => Verify.VerifyAnalyzerAsync(source);
}
