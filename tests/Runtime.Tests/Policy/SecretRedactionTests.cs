using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TracedLlm.Secrets;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Tests.Policy;

public sealed class SecretRedactionTests
{
    private static readonly Regex[] Expressions =
    [
        .. typeof(SecretRedaction).GetMethods(BindingFlags.NonPublic | BindingFlags.Static)
            .Where(method => method.ReturnType == typeof(Regex))
            .Select(method => (Regex)method.Invoke(null, null)!),
    ];

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

    public static TheoryData<string> Forms => [.. SecretForm.All.Keys];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_form_is_recognised_alone_in_a_sentence_and_in_a_path(string name)
    {
        var (text, secret) = (SecretForm.All[name].TextOf(7), SecretForm.All[name].SecretOf(7));

        foreach (var said in new[] { text, $"the key is '{text}', and more", $"/v1/x/{text}/y", $"{{\"a\":\"{text}\"}}" })
        {
            Assert.True(SecretRedaction.ContainsSecret(said), said);
            Assert.DoesNotContain(secret, SecretRedaction.RemoveForms(said), StringComparison.Ordinal);
        }
    }

    // A caller sends such a text before it is authenticated. With an expression that looks ahead to the end of the text at every start,
    // these take from minutes to hours, and otherwise milliseconds. Every expression searches the text once.
    [Theory]
    [InlineData("sk-", "")]
    [InlineData("sk-v2_", "")]
    [InlineData("sk-a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q ", "")]
    [InlineData("hf_", "")]
    [InlineData("xai-", ".")]
    [InlineData("-eyJ", "")]
    [InlineData("_eyJ", ".aaaaaaaa")]
    [InlineData("-eyJaaaaaaaa.a", "")]
    [InlineData("aa:%2F%2F:", "")]
    [InlineData("aa:%2F%2Fu:", "/")]
    [InlineData("aa://u:", "")]
    [InlineData("Bearer ", "")]
    [InlineData("Bearer+", " ")]
    [InlineData("Basic%20", "")]
    [InlineData("Basic \t", "")]
    [InlineData("-----BEGIN ", "")]
    [InlineData("-----BEGIN PRIVATE KEY ", "")]
    [InlineData("-----BEGIN PRIVATE KEY----------END ", "")]
    [InlineData("password=", "")]
    [InlineData("password= ", "")]
    [InlineData("?key=a&", "")]
    [InlineData("a", "*")]
    [InlineData("a-", "***")]
    [InlineData("a***", "")]
    public async Task A_long_text_takes_time_by_its_length_and_not_by_the_square_of_it(string part, string end)
    {
        const int length = 1 << 20;
        var text = string.Concat(Enumerable.Repeat(part, length / part.Length)) + end;

        var all = Task.Run(() =>
        {
            SecretMarks.AreIn(text);
            return Array.ConvertAll(Expressions, expression => expression.Count(text)).Length;
        });

        Assert.InRange(await all.WaitAsync(Patience.Default), 8, int.MaxValue);
    }

    [Fact]
    public void A_token_and_a_password_of_usual_length_are_recognised_whole()
    {
        var (header, password) = (new string('a', 2000), new string('p', 2000));

        Assert.Equal("[redacted]", SecretRedaction.RemoveForms($"eyJ{header}.{new string('b', 20_000)}.c"));
        Assert.Equal("amqp://u:[redacted]@mq", SecretRedaction.RemoveForms($"amqp://u:{password}@mq"));
        Assert.Equal("key [redacted]!", SecretRedaction.Redact("key sk-pr.oj-****************ab.cd!", []));
    }

    [Fact]
    public void A_name_of_many_words_stays_and_an_endless_one_is_a_key()
    {
        var words = string.Join('-', Enumerable.Repeat("word", 16));

        Assert.Equal($"sk-{words}", SecretRedaction.RemoveForms($"sk-{words}"));
        Assert.Equal("[redacted]", SecretRedaction.RemoveForms($"sk-{words}-word"));
    }

    [Theory]
    [InlineData("sk-learn-classifier")]
    [InlineData("sk-learn-random-forest-v2")]
    [InlineData("hf_text_generation_70b")]
    [InlineData("hf_Mistral_Instruct_v2")]
    [InlineData("risk-assessment-model")]
    [InlineData("gpt-4o-mini-2024-07-18")]
    [InlineData("claude-3-5-sonnet-20241022")]
    [InlineData("us.anthropic.claude-3-5-sonnet-20241022-v2:0")]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct-Turbo")]
    [InlineData("req_011CSHoEeqs5C35K2UUqR7Fy")]
    [InlineData("chatcmpl-9jKLmNoPqRsTuVwXyZ0123456789")]
    [InlineData("0af7651916cd43dd8448eb211c80319c")]
    [InlineData("6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36")]
    [InlineData("OpenAI/Python 1.40.0 (+https://github.com/openai/openai-python)")]
    [InlineData("/v1/models/gemini-1.5-pro:generateContent")]
    [InlineData("/openai/deployments/gpt-4o/chat/completions")]
    [InlineData("api key rotation, basic plan, bearer of news")]
    [InlineData("Bearer authentication is required")]
    [InlineData("the_task_hf_model")]
    public void Names_and_ids_stay_and_are_the_same_object(string text)
    {
        Assert.False(SecretRedaction.ContainsSecret(text));
        Assert.Same(text, SecretRedaction.RemoveForms(text));
    }

    [Fact]
    public void What_surrounds_a_secret_stays() => Assert.Equal(
        "/v1/files/[redacted]/content and Bearer [redacted], api-key=[redacted]&x=1, postgres://u:[redacted]@db",
        SecretRedaction.RemoveForms("/v1/files/sk-proj-1234567890abcdefghij/content and Bearer abc.def-ghi_jk1, api-key=0123456789abcdef&x=1, postgres://u:hunter22@db"));

    [Fact]
    public void A_URL_in_a_path_has_escaped_slashes() => Assert.Equal(
        "/v1/models/postgres:%2F%2Fu:[redacted]@db", SecretRedaction.RemoveForms("/v1/models/postgres:%2F%2Fu:hunter22@db"));

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
