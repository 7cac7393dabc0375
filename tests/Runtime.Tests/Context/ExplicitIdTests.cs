using System.Security.Cryptography;
using System.Text;
using TracedLlm.Context;

namespace TracedLlm.Tests.Context;

/// <summary>Trace and span ids as callers write them.</summary>
public sealed class ExplicitIdTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";

    [Theory]
    [InlineData(Trace, Trace)]
    [InlineData("4BF92F3577B34DA6A3CE929D0E0E4736", Trace)]
    [InlineData("4bf92f35-77b3-4da6-a3ce-929d0e0e4736", Trace)]
    [InlineData("4BF92F35-77B3-4DA6-A3CE-929D0E0E4736", Trace)]
    [InlineData("00000000000000000000000000000001", "00000000000000000000000000000001")]
    public void Hex_of_the_right_length_is_the_trace(string text, string id)
    {
        Assert.True(ExplicitId.TryReadTraceId(text, out var trace));
        Assert.Equal(id, trace.ToHexString());
    }

    // The first is what langfuse's create_trace_id(seed="external-id") gives.
    [Theory]
    [InlineData("external-id")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e47360")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e473g")]
    [InlineData("0000")]
    [InlineData("Straße 😀")]
    public void Any_other_text_is_the_trace_of_its_hash(string text)
    {
        Assert.True(ExplicitId.TryReadTraceId(text, out var trace));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32], trace.ToHexString());
    }

    [Theory]
    [InlineData(Span, Span)]
    [InlineData("00F067AA0BA902B7", Span)]
    [InlineData("00f0-67aa-0ba9-02b7", Span)]
    public void Hex_of_the_right_length_is_the_span(string text, string id)
    {
        Assert.True(ExplicitId.TryReadSpanId(text, out var span));
        Assert.Equal(id, span.ToHexString());
    }

    [Theory]
    [InlineData("my-observation")]
    [InlineData("4bf92f35-77b3-4da6-a3ce-929d0e0e4736")]
    public void Any_other_text_is_the_span_of_its_hash(string text)
    {
        Assert.True(ExplicitId.TryReadSpanId(text, out var span));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16], span.ToHexString());
    }

    [Theory]
    [InlineData("00000000000000000000000000000000")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public void No_trace_is_all_zeros(string text) => Assert.False(ExplicitId.TryReadTraceId(text, out _));

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("00000000-00000000")]
    public void No_span_is_all_zeros(string text) => Assert.False(ExplicitId.TryReadSpanId(text, out _));
}
