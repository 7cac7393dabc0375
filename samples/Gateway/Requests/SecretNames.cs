namespace TracedLlm.Samples.Gateway;

/// <summary>
/// Recognises the names of secrets by their words: <c>dd_api_key</c>, <c>clientSecret</c>, <c>X-Auth-Token</c>, <c>password1</c>, but not
/// <c>prompt_cache_key</c> or <c>max_tokens</c>. Each name that TracedLlm keeps out of metadata is one, except of pages and of repeated requests.
/// </summary>
internal static class SecretNames
{
    /// <summary>The words that make a secret of a name, wherever they stand.</summary>
    private static readonly FieldNames Words = FieldNames.Parse(
        "authorization bearer cookie cookies credential credentials creds jwt passcode passphrase passwd password passwords pwd secret secrets");

    /// <summary>The words that make a secret of a name if they are the last.</summary>
    private static readonly FieldNames LastWords = FieldNames.Parse("auth headers");

    /// <summary>The words that make a secret of a following <c>key</c>.</summary>
    private static readonly FieldNames OfKey = FieldNames.Parse(
        "access account admin api auth decryption developer encryption gpg hmac ingestion license master pgp private public rsa secret service shared signing space",
        "ssh subscription virtual webhook anthropic aws azure cohere deepseek gemini github google groq langfuse langsmith litellm mistral openai stripe");

    /// <summary>The words that make a secret of a following <c>token</c>.</summary>
    private static readonly FieldNames OfToken = FieldNames.Parse("access ad api auth bearer bot csrf id identity jwt oauth oidc private refresh sas secret security session");

    /// <summary>The words that make a unit of text, a page or a repeated request of a last <c>token</c>. Any other is a secret.</summary>
    private static readonly FieldNames OfOtherToken = FieldNames.Parse(
        "audio bos cached client cls completion continuation end eos first idempotency image input last mask max min new next output pad page per prompt reasoning",
        "request sep special start stop text total unk");

    /// <summary>The words that make a secret together with the word in front of them.</summary>
    private static readonly FieldNames Pairs = FieldNames.Parse("accesssignature arizespace connectionstring connectionstrings connstr hiddenparams passphrase password");

    /// <summary>Words behind the name of a secret that do not change what it is: <c>auth_header</c>, <c>token_prod</c>.</summary>
    private static readonly FieldNames Endings = FieldNames.Parse(
        "again b backup base confirm confirmation current default dev encoded encrypted env header hex live new old pem plain plaintext primary prod production raw",
        "repeat secondary staging test v value values var");

    /// <summary>The words that make a password of a following <c>pass</c>.</summary>
    private static readonly FieldNames OfPass = FieldNames.Parse(
        "admin amqp database db email ftp imap ldap mail mongo mysql pg postgres proxy rabbitmq redis root smtp sql ssh sudo user wifi");

    /// <summary>Services that hand out or take tokens: <c>token_github</c>.</summary>
    private static readonly FieldNames Owners = FieldNames.Parse(
        "anthropic arize aws azure bedrock bitbucket cerebras cohere database databricks datadog db deepseek discord docker fireworks gcp gemini github gitlab google grafana",
        "groq hf hubspot huggingface jenkins jira langfuse langsmith litellm mistral mongo mysql notion npm nuget okta openai openrouter perplexity postgres pypi redis",
        "replicate salesforce sendgrid sentry slack snowflake stripe teams telegram together twilio vault vertex voyage xai");

    /// <summary>The ends of secrets that are written as one word: <c>apikey</c>, <c>clientsecret</c>.</summary>
    private static readonly string[] Glued =
    [
        "password", "passwd", "passphrase", "secret", "secrets", "credential", "credentials", "cookie", "cookies", "authorization", "connectionstring",
        .. new[] { "access", "account", "api", "auth", "encryption", "master", "private", "public", "secret", "signing", "ssh", "subscription" }
            .SelectMany(word => new[] { word + "key", word + "keys" }),
        .. new[] { "access", "api", "auth", "refresh", "session" }.SelectMany(word => new[] { word + "token", word + "tokens" }),
    ];

    private const int LongestWord = 32;

    public static bool Contains(ReadOnlySpan<char> name)
    {
        Span<char> word = stackalloc char[LongestWord];
        Span<char> before = stackalloc char[LongestWord];
        var lengthBefore = 0;
        var isSecret = false;
        for (var start = 0; start < name.Length;)
        {
            var end = WordEnd(name, start);
            if (end > start)
            {
                // The end of a long word says more than its beginning.
                var length = name[Math.Max(start, end - LongestWord)..end].ToLowerInvariant(word);
                if (IsSecret(word[..length], before[..lengthBefore]) || (isSecret && Owners.Contains(word[..length])))
                {
                    return true;
                }

                // What is a secret as the last word stays one behind which only numbers and endings stand.
                isSecret = (isSecret && (char.IsDigit(word[0]) || Endings.Contains(word[..length]))) || IsSecretAsLast(word[..length], before[..lengthBefore]);
                word[..length].CopyTo(before);
                lengthBefore = length;
            }

            start = Math.Max(end, start + 1);
        }

        return isSecret;
    }

    private static bool IsSecret(ReadOnlySpan<char> word, ReadOnlySpan<char> before) =>
        Words.Contains(word)
        || (word is "key" or "keys" && OfKey.Contains(before))
        || (word is "token" or "tokens" && OfToken.Contains(before))
        || (word is "token" && OfKey.Contains(before))
        || (word is "pass" && OfPass.Contains(before))
        || EndsGlued(word)
        || IsPair(word, before);

    private static bool IsSecretAsLast(ReadOnlySpan<char> word, ReadOnlySpan<char> before) =>
        LastWords.Contains(word)
        || (word is "token" && !OfOtherToken.Contains(before))
        || (word.Length > "token".Length && word.EndsWith("token") && !OfOtherToken.Contains(word[..^"token".Length]));

    private static bool EndsGlued(ReadOnlySpan<char> word)
    {
        foreach (var end in Glued)
        {
            if (word.EndsWith(end))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPair(ReadOnlySpan<char> word, ReadOnlySpan<char> before)
    {
        Span<char> pair = stackalloc char[LongestWord * 2];
        before.CopyTo(pair);
        word.CopyTo(pair[before.Length..]);
        return Pairs.Contains(pair[..(before.Length + word.Length)]);
    }

    // A word ends at a sign, between a letter and a digit, and in front of a capital that follows a small letter or that begins a word of small letters.
    private static int WordEnd(ReadOnlySpan<char> name, int start)
    {
        var end = start;
        while (end < name.Length && char.IsLetterOrDigit(name[end])
            && (end == start
                || (char.IsDigit(name[end]) == char.IsDigit(name[end - 1])
                    && (!char.IsUpper(name[end]) || (char.IsUpper(name[end - 1]) && (end + 1 == name.Length || !char.IsLower(name[end + 1])))))))
        {
            end++;
        }

        return end;
    }
}
