using System.Text;
using Google.Protobuf;

namespace TracedLlm.Testing.Otlp;

/// <summary>Reads the fields of one protobuf message. It is stricter than protobuf about typical errors of hand-written encoders.</summary>
internal sealed class OtlpFieldReader(ByteString message)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly CodedInputStream _input = message.CreateCodedInput();
    private uint _tag;

    public int Field => WireFormat.GetTagFieldNumber(_tag);

    public bool Next() => (_tag = _input.ReadTag()) != 0;

    public ByteString Message()
    {
        Require(WireFormat.WireType.LengthDelimited);
        return _input.ReadBytes();
    }

    public string Text()
    {
        try
        {
            return StrictUtf8.GetString(Message().Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new InvalidDataException($"Field {Field} is not UTF-8: {e.Message}");
        }
    }

    /// <summary>The lower-case hex of an id that must have this number of bytes or be empty; 0 accepts any length.</summary>
    public string Id(int bytes)
    {
        var id = Message();
        return bytes == 0 || id.Length == bytes || id.IsEmpty
            ? Convert.ToHexStringLower(id.Span)
            : throw new InvalidDataException($"An id in field {Field} has {id.Length} bytes instead of {bytes}.");
    }

    public long Int64()
    {
        Require(WireFormat.WireType.Varint);
        return _input.ReadInt64();
    }

    public uint UInt32()
    {
        Require(WireFormat.WireType.Varint);
        return _input.ReadUInt32();
    }

    public ulong Fixed64()
    {
        Require(WireFormat.WireType.Fixed64);
        return _input.ReadFixed64();
    }

    public uint Fixed32()
    {
        Require(WireFormat.WireType.Fixed32);
        return _input.ReadFixed32();
    }

    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    public void Skip() => _input.SkipLastField();

    private void Require(WireFormat.WireType expected)
    {
        var actual = WireFormat.GetTagWireType(_tag);
        if (actual != expected)
        {
            throw new InvalidDataException($"Field {Field} has wire type {actual} instead of {expected}.");
        }
    }
}
