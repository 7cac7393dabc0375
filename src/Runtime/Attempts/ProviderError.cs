using System.Globalization;
using TracedLlm.Apis;
using TracedLlm.Secrets;
using TracedLlm.Tree;

namespace TracedLlm.Attempts;

/// <summary>Describes the error of a provider's response, without its secrets.</summary>
/// <param name="request">The request of the attempt; <see langword="null"/> outside a traced request.</param>
/// <param name="sent">The HTTP request of the attempt, whose secrets are replaced; <see langword="null"/> if it is not known.</param>
internal readonly struct ProviderError(IAttemptedRequest? request, HttpRequestMessage? sent)
{
    /// <summary>Reads the type of an error that AWS names in a header. The body of such a response may have only a message.</summary>
    public static string? ReadAmazonType(HttpResponseMessage response) =>
        // "ThrottlingException:http://internal.amazon.com/…"
        response.Headers.NonValidated.TryGetValues("x-amzn-ErrorType", out var values) ? values.ToString().Split(':')[0] : null;

    /// <summary>Describes an error.</summary>
    /// <param name="reported">The error in the body; <see langword="null"/> if the body was not read, or describes none.</param>
    /// <param name="status">The status of the response, if it is 400 or more.</param>
    /// <param name="amazonType">The type in the headers of the response (<see cref="ReadAmazonType"/>).</param>
    public AttemptError Describe(ReportedError? reported, int? status, string? amazonType)
    {
        IEnumerable<string> secrets = sent is null ? [] : SentSecrets.Find(sent);
        var owner = request;
        var message = owner is { CapturesProviderErrors: false } || reported?.Message is not { } text ? null : Clean(text);
        if (message is null && status is { } code)
        {
            message = $"{sent?.RequestUri?.IdnHost ?? "The provider"} answered {ErrorText.NameStatus(code)}.";
        }

        return new AttemptError(
            status?.ToString(CultureInfo.InvariantCulture) ?? CleanName(reported!.ErrorType),
            message,
            (reported?.Type ?? amazonType) is { } type ? CleanName(type) : null,
            reported?.Code is { } errorCode ? CleanName(errorCode) : null);

        string Clean(string text) => ErrorText.Clean(text, owner, secrets);

        string CleanName(string text) => ErrorText.CleanName(text, owner, secrets);
    }
}
