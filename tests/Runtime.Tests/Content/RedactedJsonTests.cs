using TracedLlm.Redaction;

namespace TracedLlm.Tests.Content;

/// <summary>The texts of a document are redacted, and its structure stays.</summary>
public sealed class RedactedJsonTests
{
    [Theory]
    [InlineData("""[{"role":"user","parts":[{"type":"text","content":"a secret"}]}]""", """[{"role":"user","parts":[{"type":"text","content":"a [x]"}]}]""")]
    [InlineData("""[{"role":"secret","name":"secret","id":"secret","parts":[{"type":"secret"}]}]""", null)]
    [InlineData("""[{"type":"tool_call","id":"secret","name":"secret","arguments":{"id":"secret","name":"a secret","list":["secret"],"secret":1}}]""",
        """[{"type":"tool_call","id":"secret","name":"secret","arguments":{"id":"[x]","name":"a [x]","list":["[x]"],"secret":1}}]""")]
    [InlineData("""[{"type":"tool_call_response","id":"secret","response":"{\"id\":\"secret\"}"}]""", """[{"type":"tool_call_response","id":"secret","response":"{\"id\":\"[x]\"}"}]""")]
    [InlineData("""["sec\u0072et","s\nsecret \"q\""]""", """["[x]","s\n[x] \"q\""]""")]
    [InlineData("""["[no json] secret"]""", """["[no json] [x]"]""")]
    [InlineData("""[{"type":"blob","mime_type":"secret","content":"secret"}]""", """[{"type":"blob","mime_type":"secret","content":"[x]"}]""")]
    [InlineData("""{"input":[{"type":"secret","role":"secret","id":"secret","content":[{"type":"secret","text":"secret"}]},{"role":"secret","content":"secret"}]}""",
        """{"input":[{"type":"secret","role":"secret","id":"secret","content":[{"type":"secret","text":"[x]"}]},{"role":"secret","content":"[x]"}]}""")]
    [InlineData("""{"input":["secret",{"id":"secret"}],"metadata":{"id":"secret"},"id":"secret"}""", """{"input":["[x]",{"id":"secret"}],"metadata":{"id":"[x]"},"id":"secret"}""")]
    [InlineData("""{"n":1234567890123,"m":12,"t":"keep"}""", """{"n":"[x]","m":12,"t":"keep"}""")]
    [InlineData("a secret text", "a [x] text")]
    [InlineData("[a secret] text", "[a [x]] text")]
    [InlineData("""{"messages":[{"content":"a cut secr""", null)]
    [InlineData("""{"messages":[{"content":"a secret that is cut""", """{"messages":[{"content":"a [x] that is cut" """)]
    [InlineData("""{"a":"secret","b":"cut \u00""", """{"a":"[x]","b":"cut \u00""")]
    [InlineData("", null)]
    [InlineData("[]", null)]
    public void Texts_are_redacted(string json, string? expected) =>
        Assert.Equal(expected?.TrimEnd() ?? json, RedactedJson.Redact(json, static text => text == "1234567890123" ? "[x]" : text.Contains("secret", StringComparison.Ordinal) ? text.Replace("secret", "[x]", StringComparison.Ordinal) : text));

    [Fact]
    public void An_unchanged_document_is_the_same_object()
    {
        const string Json = """[{"role":"user","parts":[{"type":"text","content":"plain \u00fc"}]}]""";

        Assert.Same(Json, RedactedJson.Redact(Json, static text => text));
    }
}
