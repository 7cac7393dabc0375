using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Redaction;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Content;

/// <summary>Content that is too long, each attribute or all of a span: the longest texts are cut, and the structure stays.</summary>
[Collection(ProcessWide.Name)]
public sealed class ContentLimitsTests
{
    [Theory]
    [InlineData(10, 100, 100)]
    [InlineData(10, 1000, 50)]
    public void The_longest_text_is_cut_with_a_mark_and_the_others_stay(int few, int many, int expected)
    {
        var json = $$$"""[{"role":"user","parts":[{"type":"text","content":"{{{new string('s', few)}}}"},{"type":"text","content":"{{{new string('l', many)}}}"}],"finish_reason":"stop"}]""";

        var cut = ContentLimits.Cut(json, 300);

        using var document = JsonDocument.Parse(cut);
        var message = document.RootElement[0];
        Assert.Equal(("user", "stop"), (message.GetProperty("role").GetString(), message.GetProperty("finish_reason").GetString()));
        Assert.Equal(new string('s', few), message.GetProperty("parts")[0].GetProperty("content").GetString());
        var text = message.GetProperty("parts")[1].GetProperty("content").GetString()!;
        Assert.Equal(many <= expected ? text : $"{new string('l', 64)}… [{many - 64} characters left out]", text);
        Assert.True(Encoding.UTF8.GetByteCount(cut) <= 300);
    }

    [Fact]
    public void A_pair_of_surrogates_and_an_escape_are_not_cut()
    {
        var cut = ContentLimits.Cut($$"""["{{new string('x', 63)}}😀{{new string('y', 300)}}","{{string.Concat(Enumerable.Repeat("\\n", 300))}}"]""", 400);

        using var document = JsonDocument.Parse(cut);
        Assert.Equal($"{new string('x', 63)}… [302 characters left out]", document.RootElement[0].GetString());
        Assert.Equal($"{new string('\n', 64)}… [236 characters left out]", document.RootElement[1].GetString());
    }

    [Fact]
    public void Many_short_texts_are_left_out_together()
    {
        var json = $"[{string.Join(',', Enumerable.Repeat("\"abcd\"", 1000))}]";

        Assert.Equal("[7001 bytes: left out]", ContentLimits.Cut(json, 1024));
        Assert.Same(json, ContentLimits.Cut(json, 7001));
    }

    [Theory]
    [InlineData("""[{"role":"system","parts":[{"type":"text","content":"a"}]},MESSAGES]""", """[{"role":"system","parts":[{"type":"text","content":"[BYTES bytes: left out]"}]}]""")]
    [InlineData(
        """[MESSAGES,{"role":"assistant","parts":[{"type":"text","content":"a"}],"finish_reason":"length"}]""",
        """[{"role":"user","parts":[{"type":"text","content":"[BYTES bytes: left out]"}],"finish_reason":"stop"}]""")]
    [InlineData("""[{"role":"LONG","parts":[{"type":"text","content":"a"}]}]""", """[{"role":"user","parts":[{"type":"text","content":"[BYTES bytes: left out]"}]}]""")]
    [InlineData("""[{"type":"text","content":"a"},MESSAGES]""", """[{"type":"text","content":"[BYTES bytes: left out]"}]""")]
    public void Thousands_of_short_messages_become_one_of_the_same_form(string form, string expected)
    {
        var json = form
            .Replace("MESSAGES", string.Join(',', Enumerable.Repeat("""{"role":"user","parts":[{"type":"text","content":"hi"}]}""", 1000)), StringComparison.Ordinal)
            .Replace("LONG", new string('r', 5000), StringComparison.Ordinal);

        Assert.Equal(expected.Replace("BYTES", $"{json.Length}", StringComparison.Ordinal), ContentLimits.Cut(json, 1024));
    }

    [Theory]
    [InlineData(100, new[] { 10, 20 }, 1000)]
    [InlineData(100, new[] { 10, 200 }, 90)]
    [InlineData(100, new[] { 90, 200 }, 50)]
    [InlineData(5000, new[] { 2000, 2000 }, 1000)]
    [InlineData(5000, new int[0], 1000)]
    public void Attributes_share_the_bound_of_their_span(int perSpan, int[] bytes, int expected) =>
        Assert.Equal(expected, new ContentLimits(1000, perSpan).ShareOf(bytes));

    [Fact]
    public async Task A_spans_content_stays_within_the_settings()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Settings = new() { ["TracedLlm:CaptureContent"] = "true", ["TracedLlm:MaxContentLength"] = "4096", ["TracedLlm:MaxSpanContentLength"] = "6000" },
            App = app =>
            {
                app.UseTracedLlm();
                app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) =>
                {
                    using (LlmSpan.StartCall("m"))
                    {
                    }

                    return Results.Text($$$"""{"id": "1", "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "{{{new string('o', 9000)}}}"}}]}""", "application/json");
                });
            },
        });

        await gateway.PostBodyAsync("/v1/chat/completions", $$$"""{"model": "m", "messages": [{"role": "system", "content": "brief"}, {"role": "user", "content": "{{{new string('i', 9000)}}}"}]}""");
        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request");

        Assert.Equal(true, request.Attributes["litellm.content.truncated"]);
        Assert.Contains("brief", request.Attributes.ToString(), StringComparison.Ordinal);
        foreach (var name in new[] { "gen_ai.input.messages", "gen_ai.output.messages" })
        {
            var json = (string)request.Attributes[name]!;
            using var document = JsonDocument.Parse(json);
            Assert.InRange(json.Length, 1000, 3000);
            Assert.Contains("… [", document.RootElement.EnumerateArray().Last().GetProperty("parts")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        }
    }
}
