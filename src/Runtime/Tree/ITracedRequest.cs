using System.Diagnostics;
using TracedLlm.Conventions;
using TracedLlm.Exporting;

namespace TracedLlm.Tree;

/// <summary>What a span needs of the request that it belongs to.</summary>
internal interface ITracedRequest : IExportedRequest
{
    /// <summary>The context of the root span; the default value where nothing is recorded.</summary>
    ActivityContext Context { get; }

    /// <summary>Whether spans of the request are recorded.</summary>
    bool IsRecording { get; }

    /// <summary>Whether the response has ended; a span that starts from here on is late.</summary>
    bool IsCompleted { get; }

    /// <summary>Whether the caller got the whole response, or the event that ends it, before the caller left.</summary>
    bool IsCallerServed { get; }

    /// <summary>Whether spans carry what was asked and answered.</summary>
    bool CapturesContent { get; }

    /// <summary>The names of the request's spans.</summary>
    SpanNaming Naming { get; }

    /// <summary>The owner of the request's stages.</summary>
    SpanOwner Stages { get; }

    /// <summary>The values that the request was authorised with, which the text of an exception must not contain.</summary>
    IReadOnlyList<string> Secrets { get; }

    /// <summary><c>litellm_request</c>, opened if need be; <see langword="null"/> once the request has ended.</summary>
    Activity? OpenRequestSpan();

    /// <summary>The innermost open span that encloses the code whose activity is <paramref name="current"/>; <see langword="null"/> if that is the root, or nothing.</summary>
    Activity? FindEnclosingSpan(Activity? current);

    /// <summary>The call that is open around the code whose activity is <paramref name="current"/>.</summary>
    OpenCall? FindEnclosingCall(Activity? current);

    /// <summary>Keeps <paramref name="span"/> until it ends; <see langword="false"/> if the request has ended.</summary>
    bool AddSpan(in OpenSpan span);

    /// <summary>Takes <paramref name="activity"/> off the open spans; <see langword="true"/> for the one caller that may end it.</summary>
    bool TryRemoveSpan(Activity activity);

    /// <summary>Whether <paramref name="exception"/> only says that the caller, or a guardrail that blocked, ended the work.</summary>
    bool IsCancelledBy(Exception exception);

    /// <summary>Whether no span describes <paramref name="exception"/> yet: the first that asks writes the <c>exception</c> event.</summary>
    bool ClaimExceptionEvent(Exception exception);

    /// <summary>Records an exception that makes the request fail; always <see langword="false"/>.</summary>
    bool RecordException(Exception exception);

    /// <summary>The value of an attribute that carries content, or its replacement where the request asks for masking.</summary>
    object? MaskContent(string name, object? value);

    /// <summary>Sets an attribute of the root span.</summary>
    void SetRootTag(string name, object? value);

    /// <summary>Sets an attribute of <c>litellm_request</c>, now or when it opens.</summary>
    void SetRequestTag(string name, object? value);

    /// <summary>Sets an attribute of every span that is open or starts later.</summary>
    void SetTraceTag(string name, object? value);
}
