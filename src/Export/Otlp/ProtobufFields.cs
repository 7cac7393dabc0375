namespace TracedLlm.Export.Otlp;

/// <summary>Walks the fields of a protobuf message from any sender. Broken bytes end the walk without an exception.</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int LengthType = 2;
    private const int Fixed32Type = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>The number of the current field.</summary>
    public int Number { get; private set; }

    /// <summary>The value of the current field, if it is a number of variable length.</summary>
    public ulong Value { get; private set; }

    /// <summary>The bytes of the current field, if it has a length.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Whether the walk came to an end before the message did.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Goes to the next field; <see langword="false"/> at the end, or where the bytes are no message.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        IsBroken = !TryField();
        return !IsBroken;
    }

    private bool TryField()
    {
        if (!Varint.TryRead(ref _rest, out var tag) || tag >> 3 is 0 or > int.MaxValue)
        {
            return false;
        }

        Number = (int)(tag >> 3);
        Value = 0;
        Bytes = default;
        switch ((int)tag & 7)
        {
            case VarintType:
                var isNumber = Varint.TryRead(ref _rest, out var value);
                Value = value;
                return isNumber;
            case LengthType:
                return Varint.TryRead(ref _rest, out var length) && length <= (ulong)_rest.Length && Take((int)length);
            case Fixed64Type:
                return _rest.Length >= 8 && Take(8);
            case Fixed32Type:
                return _rest.Length >= 4 && Take(4);
            default:
                return false;
        }
    }

    private bool Take(int count)
    {
        Bytes = _rest[..count];
        _rest = _rest[count..];
        return true;
    }
}
