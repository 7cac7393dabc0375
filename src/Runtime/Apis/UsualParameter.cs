using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace TracedLlm.Apis;

/// <summary>
/// A field with a known name: what <see cref="RequestParameterNames"/> says of the name, found once and not with each request. It is found by
/// its UTF-8 in a fixed table.
/// </summary>
internal sealed class UsualParameter
{
    // The numbers and switches of chat requests. The other names of the table are in RequestParameterNames.
    private static readonly string[] Numbers =
    [
        "stream", "temperature", "top_p", "top_k", "min_p", "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "seed",
        "frequency_penalty", "presence_penalty", "repetition_penalty", "logprobs", "top_logprobs", "dimensions",
    ];

    // A power of two, several times the names, so that most of them have a place of their own.
    private const int Places = 2048;

    private static readonly UsualParameter?[] Table = CreateTable();

    private readonly byte[] _name;

    private UsualParameter(string name)
    {
        _name = Encoding.UTF8.GetBytes(name);
        Name = JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        IsParameter = RequestParameterNames.IsParameter(name, default);
        Facts = ParameterFacts.FromName(name);
    }

    /// <summary>The name as JSON.</summary>
    public JsonEncodedText Name { get; }

    /// <inheritdoc cref="RequestParameterNames.IsParameter"/>
    public bool IsParameter { get; }

    /// <summary>What the name says of a parameter's value.</summary>
    public ParameterFacts Facts { get; }

    /// <summary>The field with a name; <see langword="null"/> if the name is not in the table.</summary>
    public static UsualParameter? Find(ReadOnlySpan<byte> name)
    {
        for (var place = PlaceOf(name); Table[place] is { } known; place = (place + 1) % Places)
        {
            if (name.SequenceEqual(known._name))
            {
                return known;
            }
        }

        return null;
    }

    private static UsualParameter?[] CreateTable()
    {
        var table = new UsualParameter?[Places];
        foreach (var name in RequestParameterNames.All.Concat(Numbers).Distinct(StringComparer.Ordinal))
        {
            // What these are to the trace is decided by their value.
            if (RequestParameterNames.IsGroup(name) || name == RequestParameterNames.Prompt)
            {
                continue;
            }

            var parameter = new UsualParameter(name);
            var place = PlaceOf(parameter._name);
            while (table[place] is not null)
            {
                place = (place + 1) % Places;
            }

            table[place] = parameter;
        }

        return table;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PlaceOf(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }

        uint length = (uint)name.Length, first = name[0], middle = name[name.Length / 2], last = name[^1];
        return (int)(((length * 0x9E3779B1) ^ (first * 0x165667B1) ^ (middle * 0xC2B2AE35) ^ (last * 0x85EBCA6B)) >> 12) & (Places - 1);
    }
}
