using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TracedLlm.Context;

namespace TracedLlm.Tests.Context;

public sealed class TraceParentHeaderTests
{
    private const string Ids = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";

    [Theory]
    [InlineData($"00-{Ids}-00", ActivityTraceFlags.None)]
    [InlineData($"00-{Ids}-01", ActivityTraceFlags.Recorded)]
    [InlineData($"00-{Ids}-02", (ActivityTraceFlags)2)]
    [InlineData($"00-{Ids}-03", (ActivityTraceFlags)3)]
    [InlineData($"00-{Ids}-0c", ActivityTraceFlags.None)]
    [InlineData($"00-{Ids}-ff", (ActivityTraceFlags)3)]
    [InlineData($"01-{Ids}-01", ActivityTraceFlags.Recorded)]
    [InlineData($"01-{Ids}-01-what-the-future-brings", ActivityTraceFlags.Recorded)]
    [InlineData($"fe-{Ids}-01-", ActivityTraceFlags.Recorded)]
    public void Well_formed(string value, ActivityTraceFlags flags)
    {
        Assert.True(Read(value, default, out var context));
        Assert.Equal(
            ("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", flags, true),
            (context.TraceId.ToHexString(), context.SpanId.ToHexString(), context.TraceFlags, context.IsRemote));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData($"00-{Ids}")]
    [InlineData($"00-{Ids}-0")]
    [InlineData($"00-{Ids}-01-")]
    [InlineData($"00-{Ids}-01-suffix")]
    [InlineData($"00-{Ids}-011")]
    [InlineData($"01-{Ids}-01suffix")]
    [InlineData($"ff-{Ids}-01")]
    [InlineData($"FF-{Ids}-01")]
    [InlineData($"0x-{Ids}-01")]
    [InlineData($"00-{Ids}-0x")]
    [InlineData($"00-{Ids}-0A")]
    [InlineData($" 00-{Ids}-01")]
    [InlineData($"00-{Ids}-01 ")]
    [InlineData($"00-{Ids}-01,00-{Ids}-01")]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-B7AD6B7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319-b7ad6b71692033310-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01")]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01")]
    [InlineData("0000-0af7651916cd43dd8448eb211c8031-b7ad6b7169203331-01")]
    [InlineData("00-٠af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    public void Malformed(string value)
    {
        Assert.False(Read(value, "vendor=1", out var context));
        Assert.Equal(default, context);
    }

    [Fact]
    public void Two_headers_are_malformed() =>
        Assert.False(Read(new StringValues([$"00-{Ids}-01", $"00-{Ids}-01"]), default, out _));

    [Fact]
    public void No_header_is_no_context() => Assert.False(Read(default, "vendor=1", out _));

    [Theory]
    [InlineData("vendor=1", "vendor=1")]
    [InlineData("vendor=1, tenant@other=opaque value", "vendor=1, tenant@other=opaque value")]
    [InlineData("vendor=1,,other=2", "vendor=1,,other=2")]
    [InlineData("", null)]
    [InlineData("  ", null)]
    [InlineData(",,,", null)]
    [InlineData(" , ,\t", null)]
    [InlineData("1vendor=1", "1vendor=1")]
    [InlineData("0=1,a-b_c*d/e@f=2", "0=1,a-b_c*d/e@f=2")]
    [InlineData("_vendor=1", null)]
    [InlineData("-vendor=1", null)]
    [InlineData("*vendor=1", null)]
    [InlineData("/vendor=1", null)]
    [InlineData("@vendor=1", null)]
    [InlineData("vendor=1,_other=2", null)]
    [InlineData("vendor", null)]
    [InlineData("=1", null)]
    [InlineData("vendor=", null)]
    [InlineData("Vendor=1", null)]
    [InlineData("ven dor=1", null)]
    [InlineData("vendor=1=2", null)]
    [InlineData("vendor=caf\u00e9", null)]
    [InlineData("vendor=1,other", null)]
    public void The_tracestate_is_kept_whole_or_not_at_all(string value, string? expected)
    {
        Assert.True(Read($"00-{Ids}-01", value, out var context));
        Assert.Equal(expected, context.TraceState);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("02")]
    [InlineData("03")]
    public void Written_with_the_flags_that_were_read(string flags)
    {
        Read($"00-{Ids}-{flags}", default, out var context);

        Assert.Equal($"00-{Ids}-{flags}", TraceParentHeader.Format(context));
    }

    [Fact]
    public void Several_tracestate_headers_are_one_list()
    {
        Assert.True(Read($"00-{Ids}-01", new StringValues(["a=1", "b=2"]), out var context));
        Assert.Equal("a=1,b=2", context.TraceState);
    }

    [Fact]
    public void A_tracestate_that_is_too_long_is_dropped()
    {
        var members = Enumerable.Range(0, 33).Select(i => $"k{i}=1").ToArray();

        Read($"00-{Ids}-01", string.Join(',', members), out var tooMany);
        Read($"00-{Ids}-01", $"{string.Join(',', members[..2])},long={new string('x', 500)}", out var tooLong);
        Read($"00-{Ids}-01", string.Join(',', members[..32]), out var fits);

        Assert.Equal((null, null, string.Join(',', members[..32])), (tooMany.TraceState, tooLong.TraceState, fits.TraceState));
    }

    private static bool Read(StringValues traceParent, StringValues traceState, out ActivityContext context)
    {
        var headers = new HeaderDictionary();
        if (traceParent.Count > 0)
        {
            headers["traceparent"] = traceParent;
        }

        if (traceState.Count > 0)
        {
            headers["tracestate"] = traceState;
        }

        return TraceParentHeader.TryRead(headers, out context);
    }
}
