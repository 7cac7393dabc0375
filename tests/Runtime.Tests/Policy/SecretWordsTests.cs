using System.Text;
using TracedLlm.Secrets;

namespace TracedLlm.Tests.Policy;

/// <summary>Names of secrets are recognised by whole words, in every spelling.</summary>
public sealed class SecretWordsTests
{
    [Theory]
    [InlineData("api_key")]
    [InlineData("apiKey")]
    [InlineData("ApiKey")]
    [InlineData("APIKEY")]
    [InlineData("API_KEY")]
    [InlineData("api.key")]
    [InlineData("api key")]
    [InlineData("x-api-key")]
    [InlineData("x-api-key2")]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("openaiApiKeyV2")]
    [InlineData("api_key_prod")]
    [InlineData("apikeys")]
    [InlineData("x-auth-token")]
    [InlineData("authToken")]
    [InlineData("AuthTOKEN")]
    [InlineData("authtoken")]
    [InlineData("access_token")]
    [InlineData("access_tokens")]
    [InlineData("refreshTokens")]
    [InlineData("budget_token")]
    [InlineData("token")]
    [InlineData("token_value")]
    [InlineData("client_secret")]
    [InlineData("clientsecret")]
    [InlineData("aws_secret_access_key")]
    [InlineData("aws_access_key_id")]
    [InlineData("newrelic_license_key")]
    [InlineData("signoz_ingestion_key")]
    [InlineData("private_key")]
    [InlineData("private_key_pem")]
    [InlineData("secret_key_base64")]
    [InlineData("langfuse_public_key")]
    [InlineData("arize_space_id")]
    [InlineData("password")]
    [InlineData("dbPassword")]
    [InlineData("passWord")]
    [InlineData("new_password_confirmation")]
    [InlineData("pwd")]
    [InlineData("passphrase")]
    [InlineData("session_cookie")]
    [InlineData("cookies")]
    [InlineData("set-cookie")]
    [InlineData("cookie_header")]
    [InlineData("proxy-authorization")]
    [InlineData("basic_auth")]
    [InlineData("connection_string")]
    [InlineData("ConnectionString")]
    [InlineData("aws_credentials")]
    [InlineData("jwt")]
    [InlineData("request_headers")]
    [InlineData("hidden_params")]
    [InlineData("Ocp-Apim-Subscription-Key")]
    public void The_name_of_a_secret_is_recognised(string name)
    {
        Assert.True(SecretWords.IsSecret(name));
        Assert.True(SecretWords.IsSecret(new string('x', 20_000) + "_" + name));
        Assert.True(SecretNames.IsSecret(name));
    }

    [Theory]
    [InlineData("token_budget")]
    [InlineData("tokenBudget")]
    [InlineData("header_color")]
    [InlineData("cookie_consent")]
    [InlineData("password_policy")]
    [InlineData("accessTokenExpiry")]
    [InlineData("api_key_alias")]
    [InlineData("secret_santa")]
    [InlineData("max_tokens")]
    [InlineData("maxTokens")]
    [InlineData("prompt_tokens")]
    [InlineData("token_count")]
    [InlineData("tokens")]
    [InlineData("cost_per_token")]
    [InlineData("eos_token")]
    [InlineData("next_page_token")]
    [InlineData("secretary")]
    [InlineData("author")]
    [InlineData("authors")]
    [InlineData("authentication_method")]
    [InlineData("monkey")]
    [InlineData("keyboard")]
    [InlineData("key")]
    [InlineData("cache_key")]
    [InlineData("idempotency-key")]
    [InlineData("primaryKey")]
    [InlineData("bearer_of_news")]
    [InlineData("tokenizer")]
    [InlineData("page_header")]
    [InlineData("header")]
    [InlineData("cookiecutter")]
    [InlineData("passwordless")]
    [InlineData("string")]
    [InlineData("space_id")]
    [InlineData("v2")]
    [InlineData("2")]
    [InlineData("_")]
    [InlineData("")]
    public void Another_name_with_such_a_word_is_not(string name) => Assert.False(SecretWords.IsSecret(name));

    [Theory]
    [InlineData("token", "5", false)]
    [InlineData("access_tokens", "5", false)]
    [InlineData("token", "\"5\"", true)]
    [InlineData("token", "[\"5\"]", true)]
    [InlineData("password", "12345678", true)]
    [InlineData("password", "true", false)]
    [InlineData("password", "null", false)]
    [InlineData("api_key", "{}", true)]
    [InlineData("color", "\"red\"", false)]
    public void A_boolean_is_no_secret_and_a_number_of_tokens_is_none(string name, string json, bool isSecret) =>
        Assert.Equal(isSecret, SecretWords.IsSecret(name, new Utf8Json(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("sk-1234567890abcdef")]
    [InlineData("use Bearer abc.def-ghi_jk1 here")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N")]
    [InlineData("AKIAIOSFODNN7EXAMPLE")]
    [InlineData("postgres://gateway:hunter2@db.internal:5432/llm")]
    [InlineData("https://user:p%40ss@example.com/")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA")]
    [InlineData("Server=db;Database=llm;Password=hunter22;")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcd1234==")]
    [InlineData("https://example.com/v1?api_key=0123456789")]
    [InlineData("glpat-0123456789abcdef")]
    [InlineData("sk_live_0123456789abcdef")]
    public void A_value_with_the_form_of_a_secret_is_one(string text)
    {
        Assert.True(SecretRedaction.ContainsSecret(text));
        Assert.NotEqual(text, SecretRedaction.Redact(text, []));
    }

    [Theory]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e47364bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("aGVsbG8gd29ybGQsIHRoaXMgaXMgbm8gc2VjcmV0IGF0IGFsbA==")]
    [InlineData("https://example.com:8443/a/b?c=d&e=f")]
    [InlineData("mailto:someone@example.com")]
    [InlineData("git@github.com:owner/name.git")]
    [InlineData("https://example.com/@scope/name:1")]
    [InlineData("-----BEGIN PUBLIC KEY-----")]
    [InlineData("a=b; c=d")]
    [InlineData("sk_learn_model_v2")]
    [InlineData("the bearer of bad news")]
    public void Hexadecimal_digits_and_addresses_alone_are_not(string text)
    {
        Assert.False(SecretRedaction.ContainsSecret(text));
        Assert.Equal(text, SecretRedaction.Redact(text, []));
    }
}
