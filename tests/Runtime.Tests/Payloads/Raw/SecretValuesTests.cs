using System.Text;
using TracedLlm.Secrets;

namespace TracedLlm.Tests.Payloads.Raw;

public sealed class SecretValuesTests
{
    [Theory]
    [InlineData("""{"api_key":"sk-1","model":"m"}""", """{"api_key":"[redacted]","model":"m"}""")]
    [InlineData("""{"a":[{"X-Api-Key" : "k"}],"b":"k"}""", """{"a":[{"X-Api-Key" : "[redacted]"}],"b":"k"}""")]
    [InlineData("""{"headers":{"A":"k","b":["k",{"c":"k"}]},"d":"k"}""", """{"headers":{"A":"[redacted]","b":["[redacted]",{"c":"[redacted]"}]},"d":"k"}""")]
    [InlineData("""{"api\u005fkey":"k"}""", """{"api\u005fkey":"[redacted]"}""")]
    [InlineData("""{"password":"a\"b\\","c":"\"d"}""", """{"password":"[redacted]","c":"\"d"}""")]
    [InlineData("""{"max_tokens":5,"usage":{"prompt_tokens":1,"completion_tokens_details":{"reasoning_tokens":2}}}""", """{"max_tokens":5,"usage":{"prompt_tokens":1,"completion_tokens_details":{"reasoning_tokens":2}}}""")]
    [InlineData("""{"token":null,"content":"a","secret":1,"text":"b"}""", """{"token":null,"content":"a","secret":1,"text":"b"}""")]
    [InlineData("""["api_key","k"]""", """["api_key","k"]""")]
    [InlineData("""{"content":"the \"api_key\": \"x\" in a text"}""", """{"content":"the \"api_key\": \"x\" in a text"}""")]
    [InlineData("{\"a\":1,\"secret\":\"cut of", "{\"a\":1,\"secret\":\"[redacted]\"")]
    [InlineData("{\"a\":\"cut of", "{\"a\":\"cut of")]
    [InlineData("data: {\"secret\":\"k\"}\n\ndata: {\"a\":\"Grüße\"}\n\n", "data: {\"secret\":\"[redacted]\"}\n\ndata: {\"a\":\"Grüße\"}\n\n")]
    [InlineData("{\"secret\":\"a\",\"Grüße\":\"ü\",\"password\":[\"b\",1],\"x\":{}}", "{\"secret\":\"[redacted]\",\"Grüße\":\"ü\",\"password\":[\"[redacted]\",1],\"x\":{}}")]
    [InlineData("{\"api_key", "{\"api_key")]
    [InlineData("{\"to\\qken\":\"a\"}", "{\"to\\qken\":\"a\"}")]
    [InlineData("no JSON", "no JSON")]
    public void Strings_with_the_name_of_a_secret_are_replaced_and_all_else_stays(string json, string expected) =>
        Assert.Equal(expected, SecretValues.Replace(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_long_name_is_searched_to_its_end()
    {
        var name = new string('x', 300);
        Assert.Equal($$"""{"{{name}}_password":"[redacted]","{{name}}":"a"}""", SecretValues.Replace(Encoding.UTF8.GetBytes($$"""{"{{name}}_password":"k","{{name}}":"a"}""")));
    }

    [Fact]
    public void A_text_without_a_secret_costs_its_string_alone()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{new string('x', 10_000)}}"}],"max_tokens":5}""");
        SecretValues.Replace(json);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var text = SecretValues.Replace(json);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * text.Length) + 64);
    }

    [Fact]
    public void Any_piece_of_a_document_is_read_without_an_error_or_the_secret()
    {
        var json = """{"x":{"api_key":"hidden-\u0041","n":[1,{"authorization":["hidden"]}]},"y":"\\"}"""u8;
        for (var end = 0; end <= json.Length; end++)
        {
            Assert.DoesNotContain("hidden", SecretValues.Replace(json[..end]), StringComparison.Ordinal);
        }
    }
}
