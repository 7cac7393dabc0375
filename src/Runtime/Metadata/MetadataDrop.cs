namespace TracedLlm.Metadata;

/// <summary>Why a value of a request's metadata is dropped, as the counter names it.</summary>
internal static class MetadataDrop
{
    /// <summary>Only the gateway may set the key.</summary>
    public const string GatewayOnly = "gateway_only";

    /// <summary>The value is of another type than the key takes.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>The name or the value is too long; a value of a key without a row is cut instead, and counted as well.</summary>
    public const string TooLong = "too_long";

    /// <summary>More keys, or more tags, than are kept.</summary>
    public const string TooMany = "too_many";

    /// <summary>The name or the value has control characters.</summary>
    public const string ControlCharacter = "control_character";

    /// <summary>The name, or one inside of the value, sounds like that of a secret.</summary>
    public const string Secret = "secret";

    /// <summary>No trace or span can have that id.</summary>
    public const string BadId = "bad_id";

    /// <summary>A span without the trace, or a version without the name, that it belongs to.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>A trace or a span that the request names when its root has opened without it.</summary>
    public const string TooLate = "too_late";

    /// <summary>The counter's key for names that have no row, which are the caller's.</summary>
    public const string OtherKey = "other";
}
