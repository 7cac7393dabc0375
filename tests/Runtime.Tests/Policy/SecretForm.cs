using System.Globalization;

namespace TracedLlm.Tests.Policy;

/// <summary>A form of secrets: makes a text with a secret for each number, so that a test sees which place leaked.</summary>
/// <param name="Text">The text that a caller sends, with <c>#</c> for the number.</param>
/// <param name="Secret">The part of the text that must not be shown, likewise.</param>
public sealed record SecretForm(string Text, string Secret)
{
    /// <summary>Forms of which the whole text is the secret, and of which only a part is.</summary>
    public static readonly IReadOnlyDictionary<string, SecretForm> All = new Dictionary<string, SecretForm>(StringComparer.Ordinal)
    {
        ["OpenAI"] = Whole("sk-proj-#Aa9b8c7d6e5f4g3h2"),
        ["LiteLLM"] = Whole("sk-#Xy9b8C7d6-5f4G3h"),
        ["Anthropic"] = Whole("sk-ant-api03-#abcdefgh-AA"),
        ["Langfuse's public key"] = Whole("pk-lf-1234#-5678-90ab-cdef-1234567890ab"),
        ["Langfuse's secret key"] = Whole("sk-lf-1234#-5678-90ab-cdef-1234567890ab"),
        ["LangSmith"] = Whole("lsv2_pt_#56789abcdef0_0123"),
        ["Groq"] = Whole("gsk_#AbCdEfGhIjKlMnOpQrStUvWx"),
        ["xAI"] = Whole("xai-#AbCdEfGhIjKlMnOpQrStUvWx"),
        ["Hugging Face"] = Whole("hf_#AbCdEfGhIjKlMnOpQrStUvWx"),
        ["GitHub"] = Whole("ghp_#abcdefghijklmnopqrstuvwxyz012345"),
        ["Slack"] = Whole("xoxb-#-123456789012-abcdef"),
        ["Google"] = Whole("AIzaSyD-#567890abcdefghijklmnopqrstu"),
        ["AWS"] = Whole("AKIAIOSFODNN7E#PL"),
        ["AWS, for a session"] = Whole("ASIAIOSFODNN7E#PL"),
        ["a JSON web token"] = Whole("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ#In0.dozjgNryP4J3jVmN#"),
        ["Bearer"] = new("Bearer #abcDEF012345678", "#abcDEF012345678"),
        ["Basic"] = new("Basic dXNlcjpwYXNz#d29yZA==", "dXNlcjpwYXNz#d29yZA"),
        ["Azure"] = new("api-key=#0123456789abcdef", "#0123456789abcdef"),
        ["a connection string"] = new("Password=#hunter22;", "#hunter22"),
        ["a URL"] = new("postgres://u:pw#secret@db", "pw#secret"),
        ["a private key"] = new("-----BEGIN PRIVATE KEY----- MIIEvQ#IBADANBg -----END PRIVATE KEY-----", "MIIEvQ#IBADANBg"),
    };

    /// <summary>The text with a number.</summary>
    public string TextOf(int number) => Fill(Text, number);

    /// <summary>The secret with a number.</summary>
    public string SecretOf(int number) => Fill(Secret, number);

    private static SecretForm Whole(string text) => new(text, text);

    // Upper case, because AWS's keys have no other.
    private static string Fill(string text, int number) => text.Replace("#", number.ToString("X4", CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
