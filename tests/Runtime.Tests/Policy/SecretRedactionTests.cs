using Microsoft.AspNetCore.Http;
using TracedLlm.Secrets;

namespace TracedLlm.Tests.Policy;

public sealed class SecretRedactionTests
{
    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abcDEF123456_xyz. See the docs.", "Incorrect API key provided: [redacted]. See the docs.")]
    [InlineData("sk-ant-api03-abcdefgh", "[redacted]")]
    [InlineData("401 for Authorization: Bearer abc.def-ghi_jk1", "401 for Authorization: Bearer [redacted]")]
    [InlineData("basic dXNlcjpwYXNzd29yZA==", "basic [redacted]")]
    [InlineData("GET https://x/v1?key=AIzaSyD-1234567890&alt=sse failed", "GET https://x/v1?key=[redacted]&alt=sse failed")]
    [InlineData("""{"api_key":"hunter22","model":"m"}""", """{"api_key":"[redacted]","model":"m"}""")]
    [InlineData("Password=hunter22;Host=db", "Password=[redacted];Host=db")]
    [InlineData("token gsk_abcdefgh12345678 and AKIAIOSFODNN7EXAMPLE", "token [redacted] and [redacted]")]
    [InlineData("LangSmith said lsv2_pt_0123456789abcdef_0123", "LangSmith said [redacted]")]
    [InlineData("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "jwt [redacted]")]
    public void Keys_and_tokens_are_taken_out_by_their_form(string said, string written) =>
        Assert.Equal(written, SecretRedaction.Redact(said, []));

    [Theory]
    [InlineData("Rate limit reached for gpt-4o-mini in organization org-example on tokens per min (TPM): Limit 200000.")]
    [InlineData("Connection refused (api.example.com:443)")]
    [InlineData("The task-based desk-research model is not known; risk-free.")]
    [InlineData("The bearer of this key is not known, basic rules apply.")]
    [InlineData("Basic authentication failed; Bearer authentication is required.")]
    [InlineData("Key 'max_tokens' has the wrong type: 5 is no object.")]
    [InlineData("Trace 0af7651916cd43dd8448eb211c80319c, request req_011CSHoEeqs5C35K2UUqR7Fy")]
    public void Ordinary_words_stay(string said) => Assert.Equal(said, SecretRedaction.Redact(said, []));

    [Fact]
    public void Credentials_of_the_request_are_redacted_in_every_form()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = "Custom my own credential";
        http.Request.Headers["x-api-key"] = "plain-key-of-a-tenant";
        http.Request.Headers["user-agent"] = "an-ordinary-client";
        http.Request.QueryString = new QueryString("?key=key-in-the-query&alt=alternative");

        var secrets = SecretRedaction.SecretsOf(http.Request);

        Assert.Equal(
            "[redacted], [redacted], [redacted], [redacted], an-ordinary-client, alternative",
            SecretRedaction.Redact(
                "Custom my own credential, my own credential, plain-key-of-a-tenant, key-in-the-query, an-ordinary-client, alternative",
                secrets));
    }

    [Fact]
    public void A_value_too_short_to_be_a_secret_does_not_tear_words_apart()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["x-api-key"] = "test";

        Assert.Equal("a test of it", SecretRedaction.Redact("a test of it", SecretRedaction.SecretsOf(http.Request)));
    }
}
