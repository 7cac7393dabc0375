using System.Runtime.CompilerServices;

namespace TracedLlm.Export;

/// <summary>The captured content of a span, a value for each <see cref="ContentKind"/>.</summary>
[InlineArray((int)ContentKind.GuardrailResponse + 1)]
internal struct SpanContent
{
    private object? _value;

    public readonly object? Messages => this[(int)ContentKind.Messages];

    public readonly object? Instructions => this[(int)ContentKind.Instructions];

    public readonly object? Tools => this[(int)ContentKind.Tools];

    public readonly object? Query => this[(int)ContentKind.Query];

    public readonly object? Answer => this[(int)ContentKind.Answer];

    public readonly object? Documents => this[(int)ContentKind.Documents];

    /// <summary>The body of the provider's request, which stands in where <see cref="HasInput"/> is <see langword="false"/>.</summary>
    public readonly object? RawInput => this[(int)ContentKind.RawRequest];

    /// <summary>The body of the provider's response or a guardrail's response, which stand in where <see cref="HasOutput"/> is <see langword="false"/>.</summary>
    public readonly object? RawOutput => this[(int)ContentKind.RawResponse] ?? this[(int)ContentKind.GuardrailResponse];

    public readonly bool HasInput => Messages is not null || Instructions is not null || Tools is not null || Query is not null;

    public readonly bool HasOutput => Answer is not null || Documents is not null;

    /// <summary>Whether a kind is input of a request's messages; a joined trace lets these be shown on the root by the key <c>input</c>.</summary>
    public static bool IsInput(ContentKind kind) => kind <= ContentKind.Query;

    /// <summary>Whether the root repeats the content of <c>litellm_request</c>: its messages and documents, but no raw bodies.</summary>
    public static bool IsOnRoot(ContentKind kind) => kind <= ContentKind.Documents;
}
