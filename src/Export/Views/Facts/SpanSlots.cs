using System.Runtime.CompilerServices;

namespace TracedLlm.Export.Views.Facts;

/// <summary>
/// The values of one span that are needed after all of its attributes are known. The first slots belong to <see cref="SpanFact"/>, to
/// <see cref="ContentKind"/>, to <see cref="TokenBucket"/> and to <see cref="CostPart"/>; the others to further rows of a view's table.
/// </summary>
[InlineArray(Count)]
internal struct SpanSlots
{
    /// <summary>How many values a span has room for: a mask of slots has 64 bits, and one bit is <see cref="Always"/>.</summary>
    public const int Count = 63;

    /// <summary>The bit that is set in the mask of every span.</summary>
    public const ulong Always = 1UL << Count;

    /// <summary>The slot that all parameters of a model share: it says that the span has one.</summary>
    public const int AnyParameter = FirstCost + (int)CostPart.Total + 1;

    /// <summary>The first slot that nothing above owns.</summary>
    public const int FirstFree = AnyParameter + 1;

    /// <summary>The slots of the input of a request: its messages, instructions, tools, query and documents.</summary>
    public const ulong Input = ((2UL << (int)ContentKind.RankedDocuments) - 1) << FirstContent;

    /// <summary>The slots of the output of a request: its answer and documents.</summary>
    public const ulong Output = (((2UL << (int)ContentKind.Documents) - 1) << FirstContent) & ~Input;

    private const int FirstContent = (int)SpanFact.TraceUpdateKeys + 1;
    private const int FirstToken = FirstContent + (int)ContentKind.GuardrailResponse + 1;
    private const int FirstCost = FirstToken + (int)TokenBucket.AudioOutput + 1;

    private object? _value;

    /// <summary>The slot of a fact.</summary>
    public static int Find(SpanFact fact) => (int)fact;

    /// <summary>The slot of a piece of content. Raw bodies decide a span's role too, and have the slots of their facts.</summary>
    public static int Find(ContentKind kind) => kind switch
    {
        ContentKind.RawRequest => (int)SpanFact.RawRequest,
        ContentKind.RawResponse => (int)SpanFact.RawResponse,
        _ => FirstContent + (int)kind,
    };

    /// <summary>The slot of a bucket of the usage.</summary>
    public static int Find(TokenBucket bucket) => FirstToken + (int)bucket;

    /// <summary>The slot of a part of the cost.</summary>
    public static int Find(CostPart part) => FirstCost + (int)part;
}
