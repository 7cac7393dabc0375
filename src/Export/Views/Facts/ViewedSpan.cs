using System.Diagnostics;
using TracedLlm.Conventions;
using TracedLlm.Export.Otlp;
using TracedLlm.Exporting;
using TracedLlm.Facts;

namespace TracedLlm.Export.Views.Facts;

/// <summary>A span while a view writes it: the values that the view has read from it, and the buffer that the view writes to.</summary>
internal ref struct ViewedSpan
{
    private SpanSlots _slots;
    private ulong _filled = SpanSlots.Always;

    public ViewedSpan(in EndedSpan span, OtlpBuffer buffer, ViewSettings settings)
    {
        Settings = settings;
        Activity = span.Activity;
        Request = span.Request;
        Buffer = buffer;
        Status = new SpanStatus(span.Activity);
        IsJoined = Request is null ? Activity.GetTagItem(LibraryAttributes.TraceJoined) is true : Request.IsJoined;
    }

    public Activity Activity { get; }

    public RequestSnapshot? Request { get; }

    public OtlpBuffer Buffer { get; }

    /// <summary>The trace that the span is shown in.</summary>
    public readonly ActivityTraceId TraceId => Request?.Separate is { } separate ? separate.Id : Activity.TraceId;

    /// <summary>The parent of a span of the same request; the default value for a root that is shown without its caller's.</summary>
    public readonly ActivitySpanId ParentOf(Activity activity) =>
        Request is { Separate.IsOwn: true } request && activity == request.Root ? default : activity.ParentSpanId;

    /// <summary>The settings of the view.</summary>
    public ViewSettings Settings { get; }

    /// <summary>Whether the caller's span of the same call has its usage and its cost.</summary>
    public readonly bool LeavesUsage =>
        Settings.LeavesUsageToClient && Request?.ParentSource is ParentSource.Metadata or ParentSource.Header or ParentSource.LangfuseHeader;

    /// <summary>How the span ended.</summary>
    public SpanStatus Status;

    /// <summary>Whether the trace is joined: it belongs to others.</summary>
    public bool IsJoined { get; }

    /// <summary>The span's place in its request; set by <see cref="Classify"/>.</summary>
    public SpanRole Role { get; private set; }

    /// <summary>The kind of work that the span describes; set by <see cref="Classify"/>.</summary>
    public ApiKind Kind { get; private set; } = ApiKind.Step;

    /// <summary>Whether the input is a text or a list of texts, and no conversation; of a root, the input of its request.</summary>
    public bool TakesTexts { get; private set; }

    /// <summary>The one scope that the span is in; set by <see cref="Classify"/>.</summary>
    public SpanScope Scope { get; private set; } = SpanScope.Other;

    /// <summary>Whether the span describes the failure of its request, which the root has too.</summary>
    public readonly bool IsFailure => Role == SpanRole.Other && Activity.OperationName is SpanNaming.LiteLlmFailure or SpanNaming.ConventionalFailure;

    /// <summary>The caller's span, if the view shows the trace without it.</summary>
    public ActivitySpanId HiddenParent;

    /// <summary>The tokens that a <c>litellm_request</c> used.</summary>
    public UsedTokens Tokens;

    /// <summary>The cost of a <c>litellm_request</c>.</summary>
    public SpanCost Cost;

    public readonly object? this[SpanFact fact] => _slots[SpanSlots.Find(fact)];

    public readonly object? this[ContentKind kind] => _slots[SpanSlots.Find(kind)];

    public readonly object? this[int slot] => _slots[slot];

    /// <summary>Keeps a value for the code that runs after all attributes are known.</summary>
    public void Keep(int slot, object value)
    {
        _slots[slot] = value;
        _filled |= 1UL << slot;
    }

    /// <summary>Whether the span has input of a request.</summary>
    public readonly bool HasInput => HasAny(SpanSlots.Input);

    /// <summary>Whether the span has output of a request.</summary>
    public readonly bool HasOutput => HasAny(SpanSlots.Output);

    /// <summary>The body of the provider's request, which stands in where <see cref="HasInput"/> is <see langword="false"/>.</summary>
    public readonly object? RawInput => this[ContentKind.RawRequest];

    /// <summary>The body of the provider's response or a guardrail's response, which stand in where <see cref="HasOutput"/> is <see langword="false"/>.</summary>
    public readonly object? RawOutput => this[ContentKind.RawResponse] ?? this[ContentKind.GuardrailResponse];

    /// <summary>Takes the content of a request back.</summary>
    public void ClearContent()
    {
        for (var kind = ContentKind.Messages; kind <= ContentKind.Documents && (HasInput || HasOutput); kind++)
        {
            _slots[SpanSlots.Find(kind)] = null;
            _filled &= ~(1UL << SpanSlots.Find(kind));
        }
    }

    /// <summary>The <c>litellm_request</c> of the span's request: the span itself, or the one that the request has; <see langword="null"/> outside a traced request.</summary>
    public readonly Activity? LlmRequest => Request is null ? null : Role == SpanRole.Request ? Activity : Request.LlmRequest();

    /// <summary>Whether any slot of a mask has a value.</summary>
    public readonly bool HasAny(ulong slots) => (_filled & slots) != 0;

    public readonly string? Text(SpanFact fact) => this[fact] as string;

    public readonly long? Integer(int slot) => _slots[slot] switch
    {
        long number => number,
        int number => number,
        _ => null,
    };

    /// <summary>A number that backends accept: finite and not negative.</summary>
    public readonly double? Amount(int slot) => _slots[slot] switch
    {
        double number when double.IsFinite(number) && number >= 0 => number,
        long number and >= 0 => number,
        int number and >= 0 => number,
        decimal number and >= 0 => (double)number,
        _ => null,
    };

    /// <summary>Whether the view may write a field of the trace: always in the request's own trace, in a joined trace only if the caller asked for it.</summary>
    /// <param name="field">The field, such as <c>name</c> or <c>input</c>; <c>update_trace_keys</c> names it so, or with the prefix <c>trace_</c>.</param>
    public readonly bool MaySet(string field)
    {
        if (!IsJoined)
        {
            return true;
        }

        if (this[SpanFact.TraceUpdateKeys] is string[] keys)
        {
            foreach (var key in keys)
            {
                if (key.AsSpan().EndsWith(field) && (key.Length == field.Length || key.AsSpan(0, key.Length - field.Length) is "trace_"))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Sets role, kind and scope, once all attributes are known.</summary>
    public void Classify()
    {
        Role = FindRole();
        Kind = Role switch
        {
            SpanRole.Request => ApiKinds.Find(Text(SpanFact.CallType), Text(SpanFact.Operation)),
            SpanRole.Guardrail => ApiKind.Guardrail,
            _ => ApiKind.Step,
        };
        TakesTexts = ApiKinds.TakesTexts(Role == SpanRole.Root ? Request?.LlmRequest()?.GetTagItem(LibraryAttributes.CallType) as string : Text(SpanFact.CallType));
        Scope = Role switch
        {
            SpanRole.Root => SpanScope.Root,
            SpanRole.Request => Kind != ApiKind.Step ? SpanScope.BilledRequest : SpanScope.UnbilledRequest,
            SpanRole.Attempt => SpanScope.Attempt,
            SpanRole.Guardrail => SpanScope.Guardrail,
            SpanRole.Raw => SpanScope.Raw,
            _ => SpanScope.Other,
        };
    }

    private readonly SpanRole FindRole()
    {
        if (Activity == Request?.Root)
        {
            return SpanRole.Root;
        }

        if (this[SpanFact.AttemptIndex] is not null)
        {
            return SpanRole.Attempt;
        }

        if (this[SpanFact.Operation] is not null || this[SpanFact.CallType] is not null)
        {
            return SpanRole.Request;
        }

        if (this[SpanFact.GuardrailMode] is not null)
        {
            return SpanRole.Guardrail;
        }

        if (this[SpanFact.RawRequest] is not null || this[SpanFact.RawResponse] is not null)
        {
            return SpanRole.Raw;
        }

        return Activity.Kind == ActivityKind.Server && this[SpanFact.Outcome] is not null ? SpanRole.Root : SpanRole.Other;
    }
}
