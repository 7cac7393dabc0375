using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>A span while a view writes it: what it said so far, and where it goes.</summary>
internal ref struct ViewedSpan
{
    private SpanFacts _facts;

    public ViewedSpan(in EndedSpan span, OtlpBuffer buffer)
    {
        Activity = span.Activity;
        Request = span.Request;
        Buffer = buffer;
        Status = new StatedStatus(span.Activity);
        IsJoined = Request is null ? Activity.GetTagItem(LiteLlm.TraceJoined) is true : Request.IsJoined;
    }

    public Activity Activity { get; }

    public RequestSnapshot? Request { get; }

    public OtlpBuffer Buffer { get; }

    /// <summary>How it ended.</summary>
    public StatedStatus Status;

    /// <summary>Whether its trace is one that others own.</summary>
    public bool IsJoined { get; }

    /// <summary>What it is; known once all of its attributes are.</summary>
    public SpanRole Role { get; private set; }

    /// <summary>What backends call it; known once all of its attributes are.</summary>
    public ApiKind Kind { get; private set; } = ApiKind.Step;

    public readonly object? this[SpanFact fact] => _facts[(int)fact];

    public void Note(int fact, object value) => _facts[fact] = value;

    public readonly string? Text(SpanFact fact) => _facts[(int)fact] as string;

    public readonly long? Integer(SpanFact fact) => _facts[(int)fact] switch
    {
        long number => number,
        int number => number,
        _ => null,
    };

    /// <summary>A number that a backend takes: none below 0, and none that JSON has no form for.</summary>
    public readonly double? Amount(SpanFact fact) => _facts[(int)fact] switch
    {
        double number when double.IsFinite(number) && number >= 0 => number,
        long number and >= 0 => number,
        int number and >= 0 => number,
        decimal number and >= 0 => (double)number,
        _ => null,
    };

    /// <summary>Whether a field of the trace may be written: the request's own trace, or a field that a joined one lets it change.</summary>
    /// <param name="field">The field, <c>name</c> or <c>input</c>; it is called so, or with <c>trace_</c> in front, in <c>update_trace_keys</c>.</param>
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

    /// <summary>All attributes are known.</summary>
    public void Settle()
    {
        Role = RoleOf();
        Kind = Role switch
        {
            SpanRole.Request => ApiKind.Of(Text(SpanFact.CallType), Text(SpanFact.Operation)),
            SpanRole.Guardrail => ApiKind.Guardrail,
            _ => ApiKind.Step,
        };
    }

    private readonly SpanRole RoleOf()
    {
        if (Activity == Request?.Root)
        {
            return SpanRole.Root;
        }

        if (this[SpanFact.Operation] is not null || this[SpanFact.CallType] is not null)
        {
            return SpanRole.Request;
        }

        if (this[SpanFact.AttemptIndex] is not null)
        {
            return SpanRole.Attempt;
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
