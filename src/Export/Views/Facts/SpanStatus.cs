using System.Diagnostics;
using TracedLlm.Export.Otlp;

namespace TracedLlm.Export.Views.Facts;

/// <summary>How a span ended: the status of its activity, or else the status that OpenTelemetry's own API sets as attributes.</summary>
internal struct SpanStatus(Activity activity)
{
    private readonly bool _isSetOnActivity = activity.Status != ActivityStatusCode.Unset;

    public ActivityStatusCode Code { get; private set; } = activity.Status;

    public string? Description { get; private set; } = activity.StatusDescription;

    /// <summary>Reads an attribute of the status; <see langword="false"/> for any other attribute. Attributes of the status are not sent.</summary>
    public bool TryRead(string name, object? value)
    {
        if (name.Length < OtlpSpan.StatusCode.Length || name[0] != 'o')
        {
            return false;
        }

        if (name == OtlpSpan.StatusCode)
        {
            if (!_isSetOnActivity)
            {
                Code = (value as string)?.ToUpperInvariant() switch
                {
                    "OK" => ActivityStatusCode.Ok,
                    "ERROR" => ActivityStatusCode.Error,
                    _ => Code,
                };
            }

            return true;
        }

        if (name == OtlpSpan.StatusDescription)
        {
            Description = _isSetOnActivity ? Description : value as string;
            return true;
        }

        return false;
    }
}
