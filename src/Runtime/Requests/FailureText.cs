using System.Text;
using System.Text.Json;
using TracedLlm.Lookahead;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>Says why a request failed: the <c>error.message</c> and the status description of its spans.</summary>
internal static class FailureText
{
    // Bounds the text: a guardrail chooses its categories.
    private const int MaxCategories = 16;

    /// <summary>
    /// Returns the reason: the guardrail's block; else the error of the last attempt; else the exception; else the error in the
    /// gateway's response; else the exception of a stage; else the status.
    /// </summary>
    /// <param name="ended">The facts of the request.</param>
    /// <param name="ending">Its ending.</param>
    /// <param name="request">The request, whose secrets are replaced.</param>
    public static string? Describe(in EndedRequest ended, RequestEnding ending, RequestState request)
    {
        if (!ending.HasFailed)
        {
            return null;
        }

        if (ending.Failure == LlmFailureOutcome.Blocked)
        {
            return DescribeBlock(ended, request);
        }

        var text = DescribeFailure(ended, request);
        return request.Unread == RequestUnread.Encoded && IsUnreadable(ended) && text?.Contains("compress", StringComparison.OrdinalIgnoreCase) != true
            ? $"The request's body is compressed, and nothing decompresses it: call UseRequestDecompression before UseTracedLlm. ({text})"
            : text;
    }

    private static string? DescribeFailure(in EndedRequest ended, RequestState request)
    {
        var exception = ended.Exception is null ? null : ErrorText.Describe(ended.Exception, request);
        if (ended.Attempt?.Message is { } message)
        {
            // The gateway's exception may say the same, and more.
            return exception?.Contains(message, StringComparison.Ordinal) == true ? exception : message;
        }

        return exception
            ?? (ended.ReportedMessage is { } reported && (request.CapturesProviderErrors || !ended.HasCalls) ? ErrorText.Clean(reported, request) : null)
            ?? (ended.StageException is { } stage ? ErrorText.Describe(stage, request) : null)
            ?? (ended.StatusCode >= 400 ? $"The gateway answered {ErrorText.NameStatus(ended.StatusCode)}." : null);
    }

    /// <summary>Whether the gateway could not read the request.</summary>
    private static bool IsUnreadable(in EndedRequest ended)
    {
        if (ended.HasCalls)
        {
            return false;
        }

        for (var inner = ended.Exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is JsonException or DecoderFallbackException)
            {
                return true;
            }
        }

        return ended.StatusCode is 400 or 415 or 422;
    }

    private static string DescribeBlock(in EndedRequest ended, RequestState request)
    {
        var by = ended.Block?.Guardrail is { Length: > 0 } name ? $"Blocked by the guardrail '{name}'" : "Blocked by a guardrail";
        var categories = string.Join(", ", ended.Block?.Categories.Take(MaxCategories) ?? []);

        // A guardrail that blocks by its outcome names categories, or the exception that the gateway throws then says why.
        var exception = ended.Block?.Exception ?? (categories.Length == 0 ? ended.Exception : null);
        var reason = exception is null ? categories
            : categories.Length == 0 ? exception.Message
            : $"{exception.Message} ({categories})";

        // A gateway's exception may name the guardrail itself.
        var text = reason.StartsWith(by, StringComparison.Ordinal) ? reason
            : reason.Length == 0 ? by
            : $"{by}: {reason}";
        return ErrorText.Clean(text, request);
    }
}
