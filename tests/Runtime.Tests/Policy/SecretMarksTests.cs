using TracedLlm.Secrets;

namespace TracedLlm.Tests.Policy;

/// <summary>The search for the beginnings of secrets finds what the forms find.</summary>
public sealed class SecretMarksTests
{
    private const string Characters = "Zk3v9Qx7Lm2Tp8Rw4Yb6Nc1Hd5Jf0GsKq";

    private static readonly string[] Secrets =
    [
        "sk-" + Characters, "sk-proj-" + Characters, "pk-" + Characters, "rk-" + Characters, "csk-" + Characters, "gsk_" + Characters, "xai-" + Characters, "hf_" + Characters,
        "r8_" + Characters, "fw_" + Characters, "npm_" + Characters, "pplx-" + Characters, "nvapi-" + Characters, "gho_" + Characters, "ghp_" + Characters, "ghr_" + Characters,
        "ghs_" + Characters, "ghu_" + Characters, "github_pat_" + Characters, "lsv2_" + Characters, "xoxa-" + Characters, "xoxb-" + Characters, "xoxe-" + Characters, "xoxp-" + Characters,
        "xoxr-" + Characters, "xoxs-" + Characters, "xapp-" + Characters, "glpat-" + Characters, "sk_live_" + Characters, "rk_test_" + Characters, "pk_live_" + Characters,
        "whsec_" + Characters, "dop_v1_" + Characters, "shpat_" + Characters, "tgp_v1_" + Characters, "pypi-" + Characters, "ya29." + Characters, "SG." + Characters,
        "AIza" + Characters, "AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "dapi0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl", "Bearer " + Characters, "bearer\u00a0" + Characters, "BEARER%20" + Characters, "Bearer+" + Characters,
        "Basic\t" + Characters, "basic\n" + Characters, "postgres://user:password@host", "redis:%2F%2F:password@host", "AB://:x@",
        "-----BEGIN PRIVATE KEY-----\n" + Characters, "Password=hunter22", "pwd=hunter22", "PWD=1234", "?key=abcd", "&sig=" + Characters, "x-api-key=" + Characters,
        "AccountKey=" + Characters, "client_secret=" + Characters, "access_token=" + Characters,
    ];

    private static readonly string[] Harmless =
    [
        "gpt-4o-mini", "gpt-4o-mini-2024-07-18", "chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG", "6f1e6f0a-6d2b-4c57-9d1f-0f2c7d3d9a11", "/v1/chat/completions",
        "http://127.0.0.1:4000/v1/chat/completions", "127.0.0.1", "OpenAI/Python 1.99.9", "support chat", "fp_fc9f1d7035",
        "sk-learn-classifier", "litellm_request", "a basic question", "the bearer of news", "user-4711", "https://example.com:8080/a?b#c",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "", "-", "x", "ümlaut – Strich",
    ];

    [Fact]
    public void Every_secret_is_found_at_every_place()
    {
        foreach (var secret in Secrets)
        {
            foreach (var text in (string[])[secret, " " + secret, secret + " ", "the key (" + secret + ") is wrong", "a/b?c&" + secret, "x\"" + secret + "\"", new string('a', 300) + " " + secret])
            {
                Assert.Equal((text, SecretRedaction.ReplaceForms(text)), (text, SecretRedaction.RemoveForms(text)));
            }

            Assert.NotEqual(secret, SecretRedaction.RemoveForms(secret));
            Assert.True(SecretRedaction.ContainsSecret(secret), secret);
        }
    }

    [Fact]
    public void A_text_without_a_secret_stays_the_same_object()
    {
        foreach (var text in Harmless)
        {
            Assert.Same(text, SecretRedaction.RemoveForms(text));
            Assert.False(SecretRedaction.ContainsSecret(text), text);
        }
    }

    [Fact]
    public void Texts_of_pieces_are_treated_as_the_forms_treat_them()
    {
        // Pieces of secrets, and what stands between words, in any order: the search must not stop before a form that matches.
        string[] pieces =
        [
            "sk", "pk", "gsk", "hf", "xai", "xoxb", "ghp", "ya29", "SG", "AIza", "AKIA", "dapi", "eyJ", "Bearer", "basic", "password", "key", "token", "sig",
            "-", "_", ".", "=", ":", "/", "//", "%20", "%2F%2F", "@", "?", "&", " ", "\n", "+", "é", "-----BEGIN PRIVATE KEY-----", "http", "user", "a1B2c3D4e5F6", Characters,
        ];
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => pieces[random.Next(pieces.Length)]));

            Assert.Equal((text, SecretRedaction.ReplaceForms(text)), (text, SecretRedaction.RemoveForms(text)));
        }
    }
}
