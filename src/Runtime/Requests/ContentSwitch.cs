using TracedLlm.Metadata;

namespace TracedLlm.Requests;

/// <summary>
/// Whether the spans of a request show content. The first of these that says something decides: the request, which may always ask for
/// less; the tenant; the route; the setting. <see cref="ContentTrust"/> says who of them may ask for more.
/// </summary>
/// <param name="isOn">What the route, or else the setting, says.</param>
/// <param name="trust">Who may switch content on.</param>
internal readonly struct ContentSwitch(bool isOn, ContentTrust trust)
{
    /// <summary>Whether content is read and held: it is on, or it may be switched on before the end of the request.</summary>
    public bool IsRead => isOn || trust != ContentTrust.Gateway;

    /// <summary>Whether content is on unless the tenant or the request says otherwise.</summary>
    public bool IsOn => isOn;

    /// <summary>What the tenant says; <see langword="null"/> if it says nothing.</summary>
    public bool? Tenant { get; init; }

    /// <summary>Whether the tenant lets its requests switch content on.</summary>
    public bool IsCallerTrusted { get; init; }

    /// <summary>Whether content is shown, apart from the sides that the request masks.</summary>
    public bool Shows(RequestMetadata metadata)
    {
        if (metadata.AsksForContent && (trust == ContentTrust.Caller || (trust == ContentTrust.Tenant && IsCallerTrusted)))
        {
            return true;
        }

        return Tenant switch
        {
            false => false,
            true => IsRead,
            null => isOn,
        };
    }
}
