using System.Diagnostics;

namespace TracedLlm.Export;

/// <summary>How a span ended: what its activity says, else what attributes of OpenTelemetry's own API say.</summary>
internal struct StatedStatus(Activity activity)
{
    private readonly bool _isStated = activity.Status != ActivityStatusCode.Unset;

    public ActivityStatusCode Code { get; private set; } = activity.Status;

    public string? Description { get; private set; } = activity.StatusDescription;

    /// <summary>Reads an attribute, and says whether it is one of those, which are not sent.</summary>
    public bool Take(string name, object? value)
    {
        if (name.Length < OtlpSpan.StatusCode.Length || name[0] != 'o')
        {
            return false;
        }

        if (name == OtlpSpan.StatusCode)
        {
            if (!_isStated)
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
            Description = _isStated ? Description : value as string;
            return true;
        }

        return false;
    }
}
