namespace TracedLlm.Bench.Gateway.Sink;

/// <summary>The fields of a protobuf message, one after the other.</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Number { get; private set; }

    /// <summary>The value of a field with a length.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>The value of any other field.</summary>
    public ulong Value { get; private set; }

    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        Number = (int)(tag >> 3);
        Bytes = default;
        Value = 0;
        switch (tag & 7)
        {
            case 0:
                Value = ReadVarint();
                break;
            case 1:
                Value = BitConverter.ToUInt64(_rest);
                _rest = _rest[8..];
                break;
            case 2:
                var length = (int)ReadVarint();
                Bytes = _rest[..length];
                _rest = _rest[length..];
                break;
            case 5:
                Value = BitConverter.ToUInt32(_rest);
                _rest = _rest[4..];
                break;
            default:
                throw new InvalidDataException($"A field has the wire type {tag & 7}.");
        }

        return true;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var (shift, index) = (0, 0); ; shift += 7, index++)
        {
            value |= (ulong)(_rest[index] & 0x7f) << shift;
            if (_rest[index] < 0x80)
            {
                _rest = _rest[(index + 1)..];
                return value;
            }
        }
    }
}
