using System.Collections.Frozen;

namespace TracedLlm;

/// <content>Fields of the request that are not attributes of its spans.</content>
public sealed partial class LlmTrace
{
    private IReadOnlyDictionary<string, string>? _keptFields;

    /// <summary>The names of those fields; <see langword="null"/> for none.</summary>
    internal FrozenSet<string>? KeptNames { get; init; }

    /// <summary>
    /// The texts and numbers of the fields of <see cref="KeptNames"/>, of the body and of the gateway's metadata, as far as looking
    /// ahead found them. Read at the first call, at the latest when the request has ended.
    /// </summary>
    internal IReadOnlyDictionary<string, string> KeptFields
    {
        get
        {
            lock (_gate)
            {
                return _keptFields ??= ReadKeptFields();
            }
        }
    }

    private IReadOnlyDictionary<string, string> ReadKeptFields()
    {
        if (KeptNames is not { } names)
        {
            return FrozenDictionary<string, string>.Empty;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (_http?.Features.Get<RequestTrace>()?.Body is { } body && body.TryHold())
            {
                try
                {
                    RequestFields.Read(body.Json, names, fields);
                }
                finally
                {
                    body.Release();
                }
            }

            if (_source?.Objects is { } objects)
            {
                RequestFields.Read(objects.Own, names, fields);
                RequestFields.Read(objects.OtherIsProviders ? default : objects.Other, names, fields);
            }
        }
        catch (Exception exception)
        {
            // A fault of this reader; nobody's request fails for it.
            TraceCounters.ListenerFailed(exception);
        }

        return fields;
    }
}
