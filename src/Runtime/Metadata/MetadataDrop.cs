namespace TracedLlm.Metadata;

/// <summary>The reasons why the library drops a value of a request's metadata. The counter uses these names.</summary>
internal static class MetadataDrop
{
    /// <summary>Only the gateway may set the key, or it has stated another value.</summary>
    public const string GatewayOnly = "gateway_only";

    /// <summary>The value has another type than the key.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>The name or the value is too long. It is cut; an id of a trace or span, a flag or a number is dropped.</summary>
    public const string TooLong = "too_long";

    /// <summary>The request has more keys or more tags than the library keeps.</summary>
    public const string TooMany = "too_many";

    /// <summary>The name or the value contains control characters.</summary>
    public const string ControlCharacter = "control_character";

    /// <summary>The name is the name of a secret, or the text contains a secret. In an object only the secret members are dropped.</summary>
    public const string Secret = "secret";

    /// <summary>The library's own attribute has the name.</summary>
    public const string Reserved = "reserved";

    /// <summary>No trace or span can have this id.</summary>
    public const string BadId = "bad_id";

    /// <summary>A span without its trace, or a version without its name.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>The request names a trace or span after the root has opened without it.</summary>
    public const string TooLate = "too_late";

    /// <summary>The counter's key for every name without a row, because callers choose such names.</summary>
    public const string OtherKey = "other";
}
